/** What the vantage points together say about targets, by promtool's unit tests. */
import { expect, test } from 'vitest';
import { hasPromtool } from '../../helpers/promtool.ts';
import { type ExpectedAlert, type RuleTest, ruleTestComplaints } from '../../helpers/promtool-rules.ts';
import { ruleSettings } from './rule-settings.ts';

const points = {
  a: 'region="eu", vantage="a"',
  b: 'region="us", vantage="b"',
  c: 'region="ap", vantage="c"',
};
type Point = keyof typeof points;

function labels(point: Point, instance = 'https://shop.example/', more = ''): string {
  return `instance="${instance}", job="vendors", module="http_2xx", ${points[point]}, vendor="shop"${more}`;
}

/** `probe_success` of one target from each of these points. */
function seen(values: Partial<Record<Point, string>>, instance?: string): Readonly<Record<string, string>> {
  const seeing = (['a', 'b', 'c'] as const).filter((point) => values[point] !== undefined);
  return Object.fromEntries(
    seeing.map((point) => [`probe_success{${labels(point, instance)}}`, values[point] ?? '']),
  );
}

function failure(point: Point, reason: string, blame = 'target'): string {
  return `probe_failure_info{${labels(point, undefined, `, phase="connect", reason="${reason}", blame="${blame}"`)}}`;
}

const target = { instance: 'https://shop.example/', job: 'vendors', module: 'http_2xx', vendor: 'shop' };

function down(description: string): ExpectedAlert {
  return {
    exp_labels: { ...target, severity: 'critical' },
    exp_annotations: {
      summary: 'https://shop.example/ is down',
      description: `https://shop.example/ of the job vendors is down from ${description}`,
      runbook_url: 'https://runbooks.test/VantageTargetDownEverywhere.md',
    },
  };
}

function unreachable(from: string, description: string): ExpectedAlert {
  return {
    exp_labels: { ...target, severity: 'warning' },
    exp_annotations: {
      summary: `https://shop.example/ is unreachable from ${from}`,
      description: `https://shop.example/ of the job vendors is down from ${from}, and up from the others of ${description}`,
      runbook_url: 'https://runbooks.test/VantageTargetUnreachableFromSome.md',
    },
  };
}

function blind(point: string, region: string, targets: number): ExpectedAlert {
  return {
    exp_labels: { vantage: point, region, severity: 'warning' },
    exp_annotations: {
      summary: `The vantage point ${point} is blind`,
      description: `${targets} targets fail at ${point} that others reach: what is wrong is the vantage point or its network, not the targets. It has no say about targets meanwhile.`,
      runbook_url: 'https://runbooks.test/VantagePointBlind.md',
    },
  };
}

/** These alerts, and none of the other two, at this time. */
function firing(
  eval_time: string,
  expected: { readonly down?: ExpectedAlert; readonly some?: ExpectedAlert; readonly blind?: ExpectedAlert },
): NonNullable<RuleTest['alerts']> {
  const list = (alert: ExpectedAlert | undefined) => (alert === undefined ? [] : [alert]);
  return [
    { alertname: 'VantageTargetDownEverywhere', eval_time, exp_alerts: list(expected.down) },
    { alertname: 'VantageTargetUnreachableFromSome', eval_time, exp_alerts: list(expected.some) },
    { alertname: 'VantagePointBlind', eval_time, exp_alerts: list(expected.blind) },
  ];
}

interface Row extends RuleTest {
  readonly name: string;
  readonly quorum?: number;
}

const rows: readonly Row[] = [
  {
    name: 'a target that all points reach',
    series: seen({ a: '1x20', b: '1x20', c: '1x20' }),
    alerts: firing('10m', {}),
  },
  {
    name: 'a target that no point reaches, with each reason, until one half does again',
    series: {
      ...seen({ a: '1x4 0x20', b: '1x4 0x10 1x10', c: '1x4 0x20 1x10' }),
      [failure('a', 'tcp.refused')]: '_x4 1x20',
      [failure('b', 'tcp.timed_out')]: '_x4 1x10',
    },
    alerts: [
      ...firing('6m', {}),
      ...firing('8m', {
        down: down(
          '3 of 3 vantage points.\n- a: tcp.refused (phase connect, blame target)\n- b: tcp.timed_out (phase connect, blame target)',
        ),
      }),
      ...firing('26m', {}),
    ],
  },
  {
    name: 'a target that no point reaches, with the diagnosis from one of them',
    series: {
      ...seen({ a: '0x20', b: '0x20' }),
      [failure('a', 'tcp.timed_out', 'network')]: '1x20',
      [`vantage_diagnosis_info{${labels('a', undefined, ', verdict="unreachable_after_hop", blame="network"')}}`]:
        '1x20',
    },
    alerts: firing('10m', {
      down: down(
        '2 of 2 vantage points.\n- a: tcp.timed_out (phase connect, blame network)\n- a: diagnosed as unreachable_after_hop (blame network)',
      ),
    }),
  },
  {
    name: 'two of three points are more than half',
    series: seen({ a: '0x20', b: '0x20', c: '1x20' }),
    alerts: firing('10m', { down: down('2 of 3 vantage points.') }),
  },
  {
    name: 'two of three points are too few where the quorum is three',
    quorum: 3,
    series: seen({ a: '0x20', b: '0x20', c: '1x20' }),
    alerts: firing('10m', { some: unreachable('a, b', '3 vantage points.') }),
  },
  {
    name: 'all of two points are enough where the quorum is three',
    quorum: 3,
    series: seen({ a: '0x20', b: '0x20' }),
    alerts: firing('10m', { down: down('2 of 2 vantage points.') }),
  },
  {
    name: 'one of three points is enough where the quorum is one',
    quorum: 1,
    series: seen({ a: '0x20', b: '1x20', c: '1x20' }),
    alerts: firing('10m', { down: down('1 of 3 vantage points.') }),
  },
  {
    name: 'one of three points does not reach the target, until it does',
    series: {
      ...seen({ a: '1x20', b: '1x20', c: '1x2 0x10 1x10' }),
      [failure('c', 'tcp.timed_out')]: '_x2 1x10',
    },
    alerts: [
      ...firing('7m', {}),
      ...firing('10m', {
        some: unreachable('c', '3 vantage points.\n- c: tcp.timed_out (phase connect, blame target)'),
      }),
      ...firing('15m', {}),
    ],
  },
  {
    name: 'one point alone decides by itself, named or not',
    series: {
      'probe_success{instance="https://shop.example/", job="vendors", module="http_2xx", vendor="shop"}':
        '0x20',
    },
    alerts: firing('10m', { down: down('1 of 1 vantage points.') }),
  },
  {
    name: 'a point that sees everything down alone is blind and has no say, until ten minutes after',
    series: {
      ...seen({ a: '1x60', b: '1x60', c: '1x4 0x20 1x40' }),
      ...seen({ a: '1x60', b: '1x60', c: '1x4 0x20 1x40' }, 'https://bank.example/'),
    },
    alerts: [
      ...firing('6m', {}),
      ...firing('12m', { blind: blind('c', 'ap', 2) }),
      ...firing('30m', {}),
      ...firing('50m', {}),
    ],
    samples: [
      {
        expr: 'target:probe_seen:points{instance="https://shop.example/"}',
        eval_time: '12m',
        exp_samples: [
          {
            labels: `target:probe_seen:points{instance="https://shop.example/", job="vendors", module="http_2xx", vendor="shop"}`,
            value: 2,
          },
        ],
      },
      {
        expr: 'target:probe_seen:points{instance="https://shop.example/"}',
        eval_time: '50m',
        exp_samples: [
          {
            labels: `target:probe_seen:points{instance="https://shop.example/", job="vendors", module="http_2xx", vendor="shop"}`,
            value: 3,
          },
        ],
      },
    ],
  },
  {
    name: 'a target that is down everywhere is told beside a blind point, by those that see',
    series: {
      ...seen({ a: '1x60', b: '1x60', c: '0x60' }, 'https://bank.example/'),
      ...seen({ a: '1x60', b: '1x60', c: '0x60' }, 'https://post.example/'),
      ...seen({ a: '0x60', b: '0x60', c: '0x60' }),
    },
    alerts: firing('12m', { down: down('2 of 2 vantage points.'), blind: blind('c', 'ap', 2) }),
  },
  {
    name: 'no point is blind when all see everything down',
    series: {
      ...seen({ a: '0x60', b: '0x60', c: '0x60' }),
    },
    alerts: firing('12m', { down: down('3 of 3 vantage points.') }),
  },
  {
    name: 'a point with one target is not blind when that fails',
    series: seen({ a: '1x60', b: '1x60', c: '0x60' }),
    alerts: firing('12m', { some: unreachable('c', '3 vantage points.') }),
  },
  {
    name: 'what stands on the host of the point does not make it see',
    series: {
      ...seen({ a: '1x60', b: '1x60', c: '0x60' }),
      ...seen({ a: '1x60', b: '1x60', c: '0x60' }, 'https://bank.example/'),
      ...seen({ a: '1x60', b: '1x60', c: '1x60' }, 'http://127.0.0.1:9115/-/healthy'),
      ...seen({ a: '1x60', b: '1x60', c: '1x60' }, 'localhost:9115'),
    },
    alerts: firing('12m', { blind: blind('c', 'ap', 2) }),
  },
  {
    name: 'a failure that is the exporter’s own says nothing of the target',
    series: {
      ...seen({ a: '0x20', b: '1x20' }),
      [failure('a', 'local.resources', 'local')]: '1x20',
    },
    alerts: firing('10m', {}),
  },
  {
    name: 'a result that is long overdue says nothing of the target',
    series: {
      ...seen({ a: '0x20', b: '1x20' }),
      [`vantage_probe_last_run_timestamp_seconds{${labels('a')}}`]: '0x20',
      [`vantage_probe_interval_seconds{${labels('a')}}`]: '30x20',
    },
    alerts: firing('10m', {}),
  },
  {
    name: 'a result that is due in a moment still counts',
    series: {
      ...seen({ a: '0x20', b: '1x20' }),
      [`vantage_probe_last_run_timestamp_seconds{${labels('a')}}`]: '0x20',
      [`vantage_probe_interval_seconds{${labels('a')}}`]: '200x20',
    },
    alerts: firing('10m', { some: unreachable('a', '2 vantage points.') }),
  },
  {
    name: 'targets of other jobs are not watched',
    series: { 'probe_success{instance="x", job="others", module="http_2xx", vantage="a"}': '0x20' },
    alerts: firing('10m', {}),
  },
];

test.runIf(hasPromtool()).each(rows)('$name', ({ quorum, ...row }) => {
  expect(ruleTestComplaints({ ...ruleSettings, quorum }, row)).toBe('');
});
