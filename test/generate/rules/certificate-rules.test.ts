/** When certificates are about to expire, by promtool's unit tests. The clock of a test begins at 1970. */
import { expect, test } from 'vitest';
import { hasPromtool } from '../../helpers/promtool.ts';
import { type RuleTest, ruleTestComplaints } from '../../helpers/promtool-rules.ts';
import { ruleSettings } from './rule-settings.ts';

const day = 86_400;
const series = (position: number, vantage = 'a'): string =>
  `probe_tls_certificate_not_after_timestamp_seconds{instance="shop:443", job="vendors", module="tls", vantage="${vantage}", position="${position}"}`;

const names = [
  'VantageCertificateExpiresWithin21Days',
  'VantageCertificateExpiresWithin7Days',
  'VantageCertificateExpiresWithin1Day',
];

/** The first `count` of the three alerts, with these words. */
function firing(
  eval_time: string,
  count: number,
  [summary, description]: readonly [string, string] = ['', ''],
) {
  return names.map((alertname, index) => ({
    alertname,
    eval_time,
    exp_alerts:
      index >= count
        ? []
        : [
            {
              exp_labels: {
                instance: 'shop:443',
                job: 'vendors',
                module: 'tls',
                severity: index === 2 ? 'critical' : 'warning',
              },
              exp_annotations: {
                summary: `A certificate of shop:443 ${summary}`,
                description: `The first certificate to expire of those that shop:443 of the job vendors sends ${description}. Have it renewed, and look whether the renewal reached all servers.`,
                runbook_url: `https://runbooks.test/${alertname}.md`,
              },
            },
          ],
  }));
}

const rows: readonly (RuleTest & { readonly name: string })[] = [
  {
    name: 'a certificate that lasts 22 days is left alone',
    series: { [series(0)]: `${22 * day}x60` },
    alerts: firing('30m', 0),
  },
  {
    name: 'within 21 days, until it is renewed',
    series: { [series(0)]: `${20 * day}x30 ${90 * day}x100` },
    alerts: [
      ...firing('9m', 0),
      ...firing('20m', 1, ['expires in 19d 23h 40m 0s', 'expires in 19d 23h 40m 0s']),
      ...firing('33m', 0),
    ],
  },
  {
    name: 'within 7 days, by the first of the chain and of all points to expire',
    series: {
      [series(0)]: `${90 * day}x60`,
      [series(1)]: `${40 * day}x60`,
      [series(1, 'b')]: `${6 * day}x60`,
    },
    alerts: firing('20m', 2, ['expires in 5d 23h 40m 0s', 'expires in 5d 23h 40m 0s']),
  },
  {
    name: 'within a day',
    series: { [series(0)]: `${day / 2}x60` },
    alerts: firing('20m', 3, ['expires in 11h 40m 0s', 'expires in 11h 40m 0s']),
  },
  {
    name: 'when it has expired they go on, also over an hour without a handshake, and end after it',
    series: { [series(0)]: `600x30 _x90` },
    alerts: [
      ...firing('30m', 3, ['has expired', 'expired 20m 0s ago']),
      ...firing('80m', 3, ['has expired', 'expired 1h 10m 0s ago']),
      ...firing('95m', 0),
    ],
  },
];

test.runIf(hasPromtool()).each(rows)('$name', (row) => {
  expect(ruleTestComplaints(ruleSettings, row)).toBe('');
});
