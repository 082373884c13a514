import { expect, test } from 'vitest';
import { checkTable } from '../../../src/cli/check/check-table.ts';
import type { CheckedRun } from '../../../src/cli/report/checked-run.ts';
import { failOnNothing } from '../../../src/cli/report/fail-on.ts';
import { plain } from '../../../src/cli/terminal/paint.ts';
import { fakeFailure, fakeResult } from '../../helpers/fake-prober.ts';
import { checkedRun } from '../results.ts';

const up = (text: string, durationMs: number): CheckedRun =>
  checkedRun(fakeResult({ durationMs, target: { text } }), { job: 'vendors' });
const down = (text: string): CheckedRun =>
  checkedRun(fakeResult({ outcome: fakeFailure, target: { text } }), { job: 'db' });

const table = (...runs: readonly CheckedRun[]): string => checkTable({ runs, failOn: failOnNothing }, plain);

test('shows all in columns, those that failed last', () => {
  expect(table(up('http://a.test/', 1.25), down('db:5432'), up('http://long.test/', 1234))).toBe(
    `OK    vendors  http://a.test/        1.3 ms
OK    vendors  http://long.test/  1234.0 ms
FAIL  db       db:5432             250.0 ms  tcp.refused (target): nothing listens there

2 of 3 are up, 1 failed
`,
  );
});

test('shows no password and no control character of a target', () => {
  const text = table(up('http://me:secret@a.test/\u001b[2J', 1));
  expect(text).not.toContain('secret');
  expect(text).not.toContain('\u001b');
});

test('tells targets apart that are reached by different names', () => {
  const target = { text: '192.0.2.1:443', hostname: 'shop.test' };
  const text = table(checkedRun(fakeResult({ durationMs: 1, target })));
  expect(text).toContain('192.0.2.1:443 (shop.test)');
});

test('tells warnings, which fail a target only when they are to', () => {
  const run = { ...up('https://a.test/', 1), warnings: [{ kind: 'slow', detail: 'too slow' }] } as const;
  expect(table(run)).toBe('OK    vendors  https://a.test/  1.0 ms  warning: too slow\n\n1 of 1 are up\n');
  const failOn = { ...failOnNothing, kinds: new Set(['slow'] as const) };
  expect(checkTable({ runs: [run], failOn }, plain)).toBe(
    'FAIL  vendors  https://a.test/  1.0 ms  warning: too slow\n\n0 of 1 are up, 1 failed\n',
  );
});
