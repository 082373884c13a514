/** How the vantage points themselves do, by promtool's unit tests: each alert fires, does not, and ends. */
import { expect, test } from 'vitest';
import { hasPromtool } from '../../helpers/promtool.ts';
import { type RuleTest, ruleTestComplaints } from '../../helpers/promtool-rules.ts';
import { ruleSettings } from './rule-settings.ts';

const a = 'instance="10.0.0.1:9115", vantage="a"';
const target = (vantage: string) =>
  `{instance="shop", job="vendors", module="web", vantage="${vantage}", region="eu"}`;

/** An alert that has these labels, or none, at this time. */
function fires(
  alertname: string,
  eval_time: string,
  found?: { readonly labels: Record<string, string>; readonly summary: string; readonly description: string },
): NonNullable<RuleTest['alerts']>[number] {
  if (found === undefined) return { alertname, eval_time, exp_alerts: [] };
  const { labels, summary, description } = found;
  const severity = alertname === 'VantageAllPointsSilent' ? 'critical' : 'warning';
  return {
    alertname,
    eval_time,
    exp_alerts: [
      {
        exp_labels: { severity, ...labels },
        exp_annotations: { summary, description, runbook_url: `https://runbooks.test/${alertname}.md` },
      },
    ],
  };
}

const silent = 'Nothing is heard of';

const rows: readonly (RuleTest & { readonly name: string })[] = [
  {
    name: 'VantageInstanceDown: one of two shards does not answer, until it does',
    series: {
      [`up{job="vantage", ${a}}`]: '1x4 0x10 1x10',
      'up{job="vantage", instance="10.0.0.2:9115", vantage="a"}': '1x30',
    },
    alerts: [
      fires('VantageInstanceDown', '8m'),
      fires('VantageInstanceDown', '12m', {
        labels: { job: 'vantage', instance: '10.0.0.1:9115', vantage: 'a' },
        summary: '10.0.0.1:9115 does not answer Prometheus',
        description:
          'Prometheus cannot scrape 10.0.0.1:9115 of the vantage point a: nobody else probes the targets of a shard.',
      }),
      fires('VantageInstanceDown', '17m'),
      fires('VantagePointSilent', '12m'),
      fires('VantageAllPointsSilent', '12m'),
    ],
  },
  {
    name: 'VantagePointSilent: nothing is there of one point, until it is again',
    series: {
      [`up{job="vantage", ${a}}`]: '1x60',
      'up{job="vantage", instance="10.0.0.2:9115", vantage="b"}': '1x4 _x20 1x10',
    },
    alerts: [
      fires('VantagePointSilent', '8m'),
      fires('VantagePointSilent', '20m', {
        labels: { vantage: 'b' },
        summary: `${silent} the vantage point b`,
        description:
          'Not one instance of b has been heard of for five minutes, and one was within the last day. Its view of the targets is missing from every quorum.',
      }),
      fires('VantagePointSilent', '27m'),
      fires('VantageAllPointsSilent', '20m'),
    ],
  },
  {
    name: 'VantageAllPointsSilent: none answers, until one does',
    series: { [`up{job="vantage", ${a}}`]: '1x4 0x20 1x10' },
    alerts: [
      fires('VantageAllPointsSilent', '8m'),
      fires('VantageAllPointsSilent', '20m', {
        labels: {},
        summary: `${silent} any vantage point`,
        description:
          'No instance of Vantage answers. Whether targets are up is unknown, and no other alert will tell when they are not.',
      }),
      fires('VantageAllPointsSilent', '27m'),
    ],
  },
  {
    name: 'VantageAllPointsSilent: where none ever was, nothing is missing',
    series: { 'up{job="others"}': '1x30' },
    alerts: [fires('VantageAllPointsSilent', '20m')],
  },
  {
    name: 'VantageTargetsOverdue: runs have stopped, until they go on',
    series: {
      // A run each minute until 5 min, none until 15 min.
      [`vantage_probe_last_run_timestamp_seconds${target('a')}`]: '0+60x5 300x9 900+60x20',
      [`vantage_probe_interval_seconds${target('a')}`]: '60x40',
      [`vantage_probe_last_run_timestamp_seconds${target('b')}`]: '0+60x40',
      [`vantage_probe_interval_seconds${target('b')}`]: '60x40',
    },
    alerts: [
      fires('VantageTargetsOverdue', '9m'),
      fires('VantageTargetsOverdue', '15m', {
        labels: { job: 'vendors', vantage: 'a', region: 'eu' },
        summary: 'Targets of vendors are not probed by a',
        description:
          '1 targets of the job vendors have not been probed for more than three of their intervals by a. Their last results stand, and count for nothing.',
      }),
      fires('VantageTargetsOverdue', '17m'),
    ],
  },
  {
    name: 'VantageRunsSkipped: slots pass for a quarter of an hour, and then no more',
    series: {
      [`vantage_schedule_skipped_total{job="vendors", cause="saturation", ${a}}`]: '0x5 0+2x30 60x60',
      [`vantage_schedule_skipped_total{job="vendors", cause="overrun", ${a}}`]: '0x100',
    },
    alerts: [
      fires('VantageRunsSkipped', '5m'),
      fires('VantageRunsSkipped', '30m', {
        labels: { job: 'vendors', cause: 'saturation', instance: '10.0.0.1:9115', vantage: 'a' },
        summary: '10.0.0.1:9115 leaves out runs of vendors: saturation',
        description:
          'About 30 runs of the job vendors were skipped in 15 minutes on 10.0.0.1:9115, because of saturation. Targets are probed less often than promised.',
      }),
      fires('VantageRunsSkipped', '60m'),
    ],
  },
  {
    name: 'VantageOverloaded: an event loop is late, and then no more',
    series: {
      [`vantage_event_loop_delay_seconds_bucket{le="0.1", thread="main", job="vantage", ${a}}`]:
        '0x30 0+100x40',
      [`vantage_event_loop_delay_seconds_bucket{le="0.3", thread="main", job="vantage", ${a}}`]: '0+100x70',
      [`vantage_event_loop_delay_seconds_bucket{le="+Inf", thread="main", job="vantage", ${a}}`]: '0+100x70',
    },
    alerts: [
      fires('VantageOverloaded', '8m'),
      fires('VantageOverloaded', '20m', {
        labels: { instance: '10.0.0.1:9115', vantage: 'a', thread: 'main' },
        summary: '10.0.0.1:9115 is overloaded',
        description:
          'The thread main of 10.0.0.1:9115 is up to 298ms late: what it measures is as much its own delay as that of the targets.',
      }),
      fires('VantageOverloaded', '60m'),
    ],
  },
  {
    name: 'VantageFailsLocally: the exporter lacks something, and then no more',
    series: {
      'probe_failure_info{instance="shop", job="vendors", module="icmp", vantage="a", region="eu", phase="connect", reason="icmp.permission", blame="local"}':
        '_x3 1x10',
      'probe_failure_info{instance="bank", job="vendors", module="icmp", vantage="a", region="eu", phase="response", reason="icmp.no_reply", blame="target"}':
        '1x40',
    },
    alerts: [
      fires('VantageFailsLocally', '6m'),
      fires('VantageFailsLocally', '12m', {
        labels: { job: 'vendors', vantage: 'a', region: 'eu' },
        summary: 'Probes of vendors fail for want of something at a',
        description:
          '1 targets of the job vendors cannot be probed at a because the exporter lacks a permission or a resource. Nothing is known of these targets from there.',
      }),
      fires('VantageFailsLocally', '25m'),
    ],
  },
  {
    name: 'VantageConfigurationRefused: a file is bad, until it is good',
    series: { [`vantage_config_file_ok{file="/etc/vantage/a.yml", job="vantage", ${a}}`]: '1x4 0x10 1x10' },
    alerts: [
      fires('VantageConfigurationRefused', '8m'),
      fires('VantageConfigurationRefused', '12m', {
        labels: { file: '/etc/vantage/a.yml', job: 'vantage', instance: '10.0.0.1:9115', vantage: 'a' },
        summary: '10.0.0.1:9115 refuses its configuration',
        description:
          '/etc/vantage/a.yml on 10.0.0.1:9115 cannot be used. Its last good version is in force, and a restart would fail.',
      }),
      fires('VantageConfigurationRefused', '18m'),
    ],
  },
  {
    name: 'VantageDiscoveryFails: a source fails for half an hour, and then no more',
    series: {
      [`vantage_discovery_failures_total{kind="http", ${a.replace('instance', 'job="vendors", instance')}}`]:
        '0x5 0+1x50 50x60',
      [`vantage_discovery_failures_total{kind="file", ${a.replace('instance', 'job="vendors", instance')}}`]:
        '0x120',
    },
    alerts: [
      fires('VantageDiscoveryFails', '30m'),
      fires('VantageDiscoveryFails', '45m', {
        labels: { job: 'vendors', kind: 'http', instance: '10.0.0.1:9115', vantage: 'a' },
        summary: '10.0.0.1:9115 cannot ask where the targets of vendors are',
        description:
          'A source of the kind http of the job vendors has been failing for half an hour on 10.0.0.1:9115. The last good list is in force; targets that came since are not probed.',
      }),
      fires('VantageDiscoveryFails', '90m'),
    ],
  },
];

test.runIf(hasPromtool()).each(rows)('$name', (row) => {
  expect(ruleTestComplaints(ruleSettings, row)).toBe('');
});
