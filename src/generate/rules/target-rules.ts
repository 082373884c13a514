import { failingPoints, failureReasons, seeingPoints } from './annotation-queries.ts';
import { alertingRule, type RuleGroup } from './rule.ts';
import { selectionOf, soundResults } from './selection.ts';
import type { RuleSettings } from './settings.ts';

/** What stands on the vantage point's own host says nothing of its view of the world. */
const notOnThisHost = String.raw`instance!~"(?:[a-z+]+://)?(?:[^/@]*@)?(?:localhost|127\\..*|\\[::1\\])(?:[:/].*)?"`;

/**
 * What the vantage points together say about targets: which of them are down, from where, and which vantage point is the
 * only one to see everything down.
 *
 * A vantage point is blind when nine tenths of the targets that any reaches fail there, two at least, and these targets are
 * more than half of all that it probes. It has no say about targets from then on until ten minutes after.
 */
export function targetRules(settings: RuleSettings): RuleGroup {
  const selection = selectionOf(settings);
  const { withoutPoint, byPoint, ignoringPoint, series } = selection;
  const results = soundResults(selection);
  const sighted = 'unless on (vantage) present_over_time(vantage:probe_blind:targets[10m])';
  const remote = series('probe_success', 'vantage!=""', notOnThisHost);
  const reached = `and ${ignoringPoint} (target:probe_success:max == 1)`;
  const down = downExpression(settings.quorum);
  const alert = (what: Parameters<typeof alertingRule>[0]) => alertingRule(what, settings.runbooks);
  return {
    name: 'vantage-targets',
    rules: [
      { record: 'target:probe_success:max', expr: `max ${withoutPoint} (${series('probe_success')})` },
      {
        record: 'vantage:probe_blind:targets',
        expr: `count ${byPoint} (${remote} == 0 ${reached}) >= 2
and avg ${byPoint} (${remote} ${reached}) <= 0.1
and count ${byPoint} (${remote} ${reached})
  > 0.5 * count ${byPoint} (${remote})`,
      },
      {
        record: 'target:probe_seen:points',
        expr: `count ${withoutPoint} (${results} ${sighted})`,
      },
      {
        record: 'target:probe_failed:points',
        expr: `count ${withoutPoint} (${results} == 0 ${sighted})`,
      },
      alert({
        name: 'VantageTargetDownEverywhere',
        expr: down,
        for: '2m',
        severity: 'critical',
        summary: '{{ $labels.instance }} is down',
        description: `{{ $labels.instance }} of the job {{ $labels.job }} is down from {{ $value }} of ${seeingPoints} vantage points.${failureReasons}`,
      }),
      alert({
        name: 'VantageTargetUnreachableFromSome',
        expr: `target:probe_failed:points unless (${down})`,
        for: '5m',
        severity: 'warning',
        summary: `{{ $labels.instance }} is unreachable from ${failingPoints}`,
        description: `{{ $labels.instance }} of the job {{ $labels.job }} is down from ${failingPoints}, and up from the others of ${seeingPoints} vantage points.${failureReasons}`,
      }),
      alert({
        name: 'VantagePointBlind',
        expr: 'vantage:probe_blind:targets',
        for: '2m',
        severity: 'warning',
        summary: 'The vantage point {{ $labels.vantage }} is blind',
        description:
          '{{ $value }} targets fail at {{ $labels.vantage }} that others reach: what is wrong is the vantage point or its network, not the targets. It has no say about targets meanwhile.',
      }),
    ],
  };
}

/** With fewer vantage points than the quorum, all of them decide. */
function downExpression(quorum: number | undefined): string {
  return quorum === undefined
    ? 'target:probe_failed:points > 0.5 * target:probe_seen:points'
    : `target:probe_failed:points >= ${quorum} or target:probe_failed:points == target:probe_seen:points`;
}
