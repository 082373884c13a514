/** Parts of annotations that ask Prometheus when the alert is told. */

/** The labels by which an alert's annotations find the series of its target. */
const target = 'job=%q,instance=%q,module=%q';
const targetValues = '$labels.job $labels.instance $labels.module';

/**
 * One line for each vantage point with the reason why the target's latest run failed there, and one for each that has a
 * diagnosis.
 */
export const failureReasons = `{{ range printf "probe_failure_info{${target}}" ${targetValues} | query | sortByLabel "vantage" }}
- {{ with .Labels.vantage }}{{ . }}: {{ end }}{{ .Labels.reason }} (phase {{ .Labels.phase }}, blame {{ .Labels.blame }}){{ end }}{{ range printf "vantage_diagnosis_info{${target}}" ${targetValues} | query | sortByLabel "vantage" }}
- {{ with .Labels.vantage }}{{ . }}: {{ end }}diagnosed as {{ .Labels.verdict }} (blame {{ .Labels.blame }}){{ end }}`;

/** The names of the vantage points from which the target is down, those aside that are blind. */
export const failingPoints = `{{ range $index, $point := printf "probe_success{${target}} == 0 unless on (vantage) vantage:probe_blind:targets" ${targetValues} | query | sortByLabel "vantage" }}{{ if $index }}, {{ end }}{{ $point.Labels.vantage }}{{ end }}`;

/** From how many vantage points the target is seen. */
export const seeingPoints = `{{ range printf "target:probe_seen:points{${target}}" ${targetValues} | query }}{{ .Value }}{{ end }}`;
