/** Error budgets and how fast they burn, by promtool's unit tests: a run a minute from each of two points. */
import { expect, test } from 'vitest';
import type { RuleSettings } from '../../../src/generate/rules/settings.ts';
import { hasPromtool } from '../../helpers/promtool.ts';
import { type ExpectedAlert, type RuleTest, ruleTestComplaints } from '../../helpers/promtool-rules.ts';
import { ruleSettings } from './rule-settings.ts';

const settings: RuleSettings = {
  ...ruleSettings,
  objectives: [
    { job: 'vendors', slo: 'availability', ratio: 0.99, intervalMs: 60_000 },
    { job: 'vendors', slo: 'latency', ratio: 0.9, intervalMs: 60_000 },
    { job: 'others', slo: 'availability', ratio: 0.5, intervalMs: 60_000 },
  ],
};

/** The counters of an objective of one target at these points: how many runs there were by and by, and how many were good. */
function counted(
  good: Readonly<Record<string, string>>,
  { slo = 'availability', job = 'vendors', minutes = 10_000 } = {},
): Readonly<Record<string, string>> {
  return Object.fromEntries(
    Object.entries(good).flatMap(([vantage, values]) => {
      const labels = `{instance="shop", job="${job}", module="web", vantage="${vantage}", slo="${slo}"}`;
      return [
        [`vantage_slo_events_total${labels}`, `0+1x${minutes}`],
        [`vantage_slo_good_events_total${labels}`, values],
      ];
    }),
  );
}

const reasons = '\n- a: tcp.refused (phase connect, blame target)';
const whyNow = {
  'probe_failure_info{instance="shop", job="vendors", module="web", vantage="a", phase="connect", reason="tcp.refused", blame="target"}':
    '1x10000',
};

function burns(window: string, share: string, text: string, slo = 'availability'): ExpectedAlert {
  const isFast = window === '1h' || window === '6h';
  return {
    exp_labels: {
      instance: 'shop',
      job: 'vendors',
      module: 'web',
      slo,
      window,
      severity: isFast ? 'critical' : 'warning',
    },
    exp_annotations: {
      summary: `shop uses up its error budget of ${slo}`,
      description: `${share} of the runs of shop in ${window} were not good, ${text}.${reasons}`,
      runbook_url: `https://runbooks.test/VantageSloBurns${isFast ? 'Fast' : 'Slowly'}.md`,
    },
  };
}

const fast = (eval_time: string, ...exp_alerts: readonly ExpectedAlert[]) => ({
  alertname: 'VantageSloBurnsFast',
  eval_time,
  exp_alerts,
});
const slow = (eval_time: string, ...exp_alerts: readonly ExpectedAlert[]) => ({
  alertname: 'VantageSloBurnsSlowly',
  eval_time,
  exp_alerts,
});
/** What may be, and how long the budget lasts at the rate of the alert. */
const lasts = (duration: string, percent = 1): string =>
  `${percent} % may be. At this rate the budget of 30 days lasts no longer than ${duration}`;

/** How many runs were good by and by, when every `nth` fails for so long, and none after. */
function failingEach(
  nth: number,
  { minutes, good }: { readonly minutes: number; readonly good: number },
): string {
  const failing = Array.from({ length: minutes }, (_, minute) => minute - Math.floor(minute / nth));
  return `${failing.join(' ')} ${failing.at(-1)}+1x${good}`;
}

const rows: readonly (RuleTest & { readonly name: string })[] = [
  {
    name: 'nothing burns when all runs are good, and the whole budget is left',
    series: counted({ a: '0+1x10000', b: '0+1x10000' }, { minutes: 10_000 }),
    alerts: [fast('12h'), slow('12h')],
    samples: [
      {
        expr: 'target:vantage_slo_error_budget:remaining_ratio',
        eval_time: '12h',
        exp_samples: [
          {
            labels:
              'target:vantage_slo_error_budget:remaining_ratio{instance="shop", job="vendors", module="web", slo="availability"}',
            value: 1,
          },
        ],
      },
    ],
  },
  {
    name: 'an outage burns fast over 1 h, and ends soon after it has ended',
    // Good until 300 min, 60 min without, good again.
    series: {
      ...counted({ a: '0+1x300 300x60 300+1x2000', b: '0+1x300 300x60 300+1x2000' }, { minutes: 2400 }),
      ...whyNow,
    },
    alerts: [
      fast('300m'),
      fast('345m', burns('1h', '70.49%', lasts('50 hours')), burns('6h', '12.46%', lasts('5 days'))),
      fast('380m', burns('6h', '17.17%', lasts('5 days'))),
      fast('420m'),
    ],
  },
  {
    name: 'one failed run of one point wakes nobody',
    series: { ...counted({ a: '0+1x300 300 301+1x2000', b: '0+1x2300' }, { minutes: 2300 }), ...whyNow },
    alerts: [fast('303m'), fast('306m'), slow('303m')],
  },
  {
    name: 'a constant share of failures burns slowly, over a day and over three',
    series: {
      ...counted(
        {
          a: failingEach(25, { minutes: 1600, good: 500 }),
          b: failingEach(25, { minutes: 1600, good: 500 }),
        },
        { minutes: 2100 },
      ),
      ...whyNow,
    },
    alerts: [
      fast('26h'),
      slow('26h', burns('1d', '4.014%', lasts('10 days')), burns('3d', '3.974%', lasts('30 days'))),
      slow('30h', burns('3d', '3.556%', lasts('30 days'))),
      slow('34h'),
    ],
  },
  {
    name: 'slow runs burn the budget of latency alone',
    series: {
      ...counted({ a: '0+1x500', b: '0+1x500' }, { minutes: 500 }),
      ...counted({ a: '0x500', b: '0x500' }, { slo: 'latency', minutes: 500 }),
      ...whyNow,
    },
    alerts: [fast('400m', burns('6h', '100%', lasts('5 days', 10), 'latency'))],
  },
  {
    name: 'a blind point burns nothing',
    series: {
      ...counted({ a: '0+1x500', b: '0+1x100 100x300' }, { minutes: 500 }),
      'probe_success{instance="shop", job="vendors", module="web", vantage="a"}': '1x500',
      'probe_success{instance="shop", job="vendors", module="web", vantage="b"}': '1x100 0x300',
      'probe_success{instance="bank", job="vendors", module="web", vantage="a"}': '1x500',
      'probe_success{instance="bank", job="vendors", module="web", vantage="b"}': '1x100 0x300',
    },
    alerts: [fast('150m'), fast('300m'), slow('300m')],
  },
  {
    name: 'without runs there is no ratio',
    series: {
      'vantage_slo_events_total{instance="shop", job="vendors", module="web", vantage="a", slo="availability"}':
        '5x20',
      'vantage_slo_good_events_total{instance="shop", job="vendors", module="web", vantage="a", slo="availability"}':
        '5x20',
    },
    samples: [{ expr: 'target:vantage_slo_errors:ratio_rate5m', eval_time: '15m', exp_samples: [] }],
  },
];

test.runIf(hasPromtool()).each(rows)('$name', (row) => {
  expect(ruleTestComplaints(settings, row)).toBe('');
});
