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

const table = (...runs: readonly CheckedRun[]): string =>
  checkTable({ runs, failOn: failOnNothing, problems: [] }, { paint: plain });

test('shows all in columns, those that failed last', () => {
  expect(table(up('http://a.test/', 1.25), down('db:5432'), up('http://long.test/', 1234))).toBe(
    `FAIL 2 of 3 are up, 1 failed

OK    vendors  http://a.test/        1.3 ms
OK    vendors  http://long.test/  1234.0 ms
FAIL  db       db:5432             250.0 ms  tcp.refused (target): nothing listens there
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
  expect(table(run)).toBe('OK 1 of 1 are up\n\nOK    vendors  https://a.test/  1.0 ms  warning: too slow\n');
  const failOn = { ...failOnNothing, kinds: new Set(['slow'] as const) };
  expect(checkTable({ runs: [run], failOn, problems: [] }, { paint: plain })).toBe(
    'FAIL 0 of 1 are up, 1 failed\n\nFAIL  vendors  https://a.test/  1.0 ms  warning: too slow\n',
  );
});

test('fits a terminal: what is too long goes on below itself, and a reason stands below its target', () => {
  const long = 'https://api.payments.example/v1/accounts/0123456789/health';
  const runs = [up('a.test', 1), down('db:5432'), down(long)];
  expect(checkTable({ runs, failOn: failOnNothing, problems: [] }, { paint: plain, columns: 60 })).toBe(
    `FAIL 1 of 3 are up, 2 failed

OK    vendors  a.test                                 1.0 ms
FAIL  db       db:5432                              250.0 ms
      tcp.refused (target): nothing listens there
FAIL  db       https://api.payments.example/v1/acc  250.0 ms
               ounts/0123456789/health
      tcp.refused (target): nothing listens there
`,
  );
});

test('blames no target for what this host suffers from', () => {
  const failure = {
    phase: 'connect',
    reason: 'local.resources',
    blame: 'local',
    detail: 'no file is left',
  } as const;
  const unclear = checkedRun(
    fakeResult({
      durationMs: 1,
      outcome: { ok: false, failure, phases: {}, observations: {} },
      target: { text: 'a.test' },
    }),
  );
  expect(table(unclear, up('b.test', 1))).toBe(
    `UNKNOWN 1 of 2 are up, 1 unknown

OK       vendors  b.test  1.0 ms
UNKNOWN           a.test  1.0 ms  local.resources (local): no file is left
`,
  );
});

test('ends a long table with the verdict as well', () => {
  const lines = table(...Array.from({ length: 21 }, () => up('a.test', 1)))
    .trimEnd()
    .split('\n');
  expect([lines[0], lines.at(-1)]).toEqual(['OK 21 of 21 are up', '21 of 21 are up']);
});

test('is sure of nothing where not everything could be done, unless a target is down', () => {
  const verdict = (...runs: readonly CheckedRun[]): string | undefined =>
    checkTable({ runs, failOn: failOnNothing, problems: ['no answer'] }, { paint: plain }).split('\n')[0];
  expect(verdict(up('a.test', 1))).toBe('UNKNOWN 1 of 1 are up, not everything could be done');
  expect(verdict()).toBe('UNKNOWN 0 of 0 are up, not everything could be done');
  expect(verdict(down('a.test'))).toBe('FAIL 0 of 1 are up, 1 failed, not everything could be done');
});
