import { expect, test } from 'vitest';
import type { Finding } from '../../bench/findings.ts';
import { reportJson, reportText } from '../../bench/report.ts';

const labels = { vantage: 'Vantage', peer: 'other', least: 'least', floor: 'bare' };

const findings: readonly Finding[] = [
  {
    section: 'throughput',
    name: 'tcp',
    figures: new Map([
      ['vantage', [1000, 3000, 2000]],
      ['peer', [2000, 2000, 2000]],
      ['floor', [9000, 9000, 9000]],
    ]),
  },
  { section: 'cpu', name: 'dns', figures: new Map([['vantage', [1234.6]]]) },
  {
    section: 'start',
    name: '--version',
    figures: new Map([
      ['vantage', [60]],
      ['peer', [Number.NaN]],
      ['floor', [40]],
    ]),
  },
];

test('shows one table a section, in their order, with ratios where there are two sides', () => {
  expect(reportText(findings, labels)).toBe(`Probes per second of CPU time (more is better)

|     | Vantage |
| --- | ------: |
| dns |   1,235 |

Probes per second (more is better)

|     | Vantage | other |  bare | Vantage/other |   min to max |
| --- | ------: | ----: | ----: | ------------: | -----------: |
| tcp |   2,000 | 2,000 | 9,000 |          1.00 | 0.50 to 1.50 |

Start-up, ms (less is better)

|           | Vantage | other | node --eval 0 | Vantage/other | min to max |
| --------- | ------: | ----: | ------------: | ------------: | ---------: |
| --version |    60.0 |       |          40.0 |               |            |
`);
});

test('gives every figure to programs', () => {
  expect(JSON.parse(JSON.stringify(reportJson(findings.slice(0, 1))))).toEqual([
    {
      section: 'Probes per second',
      name: 'tcp',
      figures: { vantage: [1000, 3000, 2000], peer: [2000, 2000, 2000], floor: [9000, 9000, 9000] },
      ratio: { median: 1, min: 0.5, max: 1.5 },
    },
  ]);
});
