{{- define "vantage.fullname" -}}
{{- if contains "vantage" .Release.Name -}}
{{- .Release.Name | trunc 50 | trimSuffix "-" -}}
{{- else -}}
{{- printf "%s-vantage" (.Release.Name | trunc 42 | trimSuffix "-") -}}
{{- end -}}
{{- end -}}

{{- define "vantage.selector" -}}
app.kubernetes.io/name: vantage
app.kubernetes.io/instance: {{ .Release.Name }}
{{- end -}}

{{- define "vantage.labels" -}}
{{ include "vantage.selector" . }}
app.kubernetes.io/version: {{ .Chart.AppVersion | quote }}
app.kubernetes.io/managed-by: {{ .Release.Service }}
helm.sh/chart: {{ printf "%s-%s" .Chart.Name .Chart.Version | replace "+" "_" }}
{{- end -}}

{{- define "vantage.serviceAccount" -}}
{{- if .Values.serviceAccount.create -}}
{{- .Values.serviceAccount.name | default (include "vantage.fullname" .) -}}
{{- else -}}
{{- .Values.serviceAccount.name | default "default" -}}
{{- end -}}
{{- end -}}

{{- define "vantage.image" -}}
{{- .Values.image.repository -}}
{{- if .Values.image.digest -}}@{{ .Values.image.digest }}
{{- else -}}:{{ .Values.image.tag | default .Chart.AppVersion }}
{{- end -}}
{{- end -}}

{{/* A pod: dict of the root, the component, its flags and the files of its configuration. */}}
{{- define "vantage.pod" -}}
{{- $ := .root -}}
{{- $alertToken := and (eq .component "schedules") $.Values.alertTokenSecret -}}
metadata:
  labels:
    {{- include "vantage.selector" $ | nindent 4 }}
    app.kubernetes.io/component: {{ .component }}
  {{- with $.Values.podAnnotations }}
  annotations:
    {{- toYaml . | nindent 4 }}
  {{- end }}
spec:
  serviceAccountName: {{ include "vantage.serviceAccount" $ }}
  automountServiceAccountToken: false
  enableServiceLinks: false
  # Runs that have begun get 25 s to end.
  terminationGracePeriodSeconds: 35
  {{- with $.Values.image.pullSecrets }}
  imagePullSecrets:
    {{- toYaml . | nindent 4 }}
  {{- end }}
  {{- with $.Values.priorityClassName }}
  priorityClassName: {{ . }}
  {{- end }}
  securityContext:
    runAsNonRoot: true
    runAsUser: 65534
    runAsGroup: 65534
    seccompProfile:
      type: RuntimeDefault
    {{- if $.Values.pingSysctl }}
    sysctls:
      - name: net.ipv4.ping_group_range
        value: 0 2147483647
    {{- end }}
  {{- with $.Values.nodeSelector }}
  nodeSelector:
    {{- toYaml . | nindent 4 }}
  {{- end }}
  {{- with $.Values.tolerations }}
  tolerations:
    {{- toYaml . | nindent 4 }}
  {{- end }}
  {{- with $.Values.affinity }}
  affinity:
    {{- toYaml . | nindent 4 }}
  {{- end }}
  topologySpreadConstraints:
    - maxSkew: 1
      topologyKey: kubernetes.io/hostname
      whenUnsatisfiable: ScheduleAnyway
      labelSelector:
        matchLabels:
          {{- include "vantage.selector" $ | nindent 10 }}
          app.kubernetes.io/component: {{ .component }}
  containers:
    - name: vantage
      image: {{ include "vantage.image" $ | quote }}
      imagePullPolicy: {{ $.Values.image.pullPolicy }}
      args:
        - --config.file=/config
        - --config.enable-auto-reload
        {{- range .args }}
        - {{ . }}
        {{- end }}
        {{- if $.Values.webConfigSecret }}
        - --web.config.file=/web/web.yml
        {{- end }}
        {{- if $alertToken }}
        - --web.alert-token-file=/alerts/token
        {{- end }}
        {{- with $.Values.extraArgs }}
        {{- toYaml . | nindent 8 }}
        {{- end }}
      {{- with $.Values.extraEnv }}
      env:
        {{- toYaml . | nindent 8 }}
      {{- end }}
      ports:
        - name: http
          containerPort: 9115
      {{- range list "livenessProbe" "readinessProbe" }}
      {{ . }}:
        {{- if $.Values.webConfigSecret }}
        # The server may ask for TLS and users.
        tcpSocket:
          port: http
        {{- else }}
        httpGet:
          path: /-/healthy
          port: http
        {{- end }}
        timeoutSeconds: 5
      {{- end }}
      resources:
        {{- toYaml $.Values.resources | nindent 8 }}
      securityContext:
        allowPrivilegeEscalation: false
        readOnlyRootFilesystem: true
        capabilities:
          drop: [ALL]
      volumeMounts:
        - name: config
          mountPath: /config
          readOnly: true
        {{- if $.Values.webConfigSecret }}
        - name: web
          mountPath: /web
          readOnly: true
        {{- end }}
        {{- if $alertToken }}
        - name: alerts
          mountPath: /alerts
          readOnly: true
        {{- end }}
        {{- with $.Values.extraVolumeMounts }}
        {{- toYaml . | nindent 8 }}
        {{- end }}
  volumes:
    - name: config
      projected:
        sources:
          {{- range .configMaps }}
          - configMap:
              name: {{ . }}
          {{- end }}
          {{- range $.Values.extraSecrets }}
          - secret:
              name: {{ .name }}
          {{- end }}
    {{- with $.Values.webConfigSecret }}
    - name: web
      secret:
        secretName: {{ . }}
    {{- end }}
    {{- if $alertToken }}
    - name: alerts
      secret:
        secretName: {{ $.Values.alertTokenSecret }}
    {{- end }}
    {{- with $.Values.extraVolumes }}
    {{- toYaml . | nindent 4 }}
    {{- end }}
{{- end -}}
