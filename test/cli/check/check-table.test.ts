import { expect, test } from 'vitest';
import { checkTable } from '../../../src/cli/check/check-table.ts';
import { plain } from '../../../src/cli/terminal/paint.ts';
import { fakeFailure, fakeResult } from '../../helpers/fake-prober.ts';
import { scheduledTarget } from '../../helpers/scheduled-runs.ts';

const up = (text: string, durationMs: number) => ({
  target: scheduledTarget(text),
  result: fakeResult({ durationMs }),
});
const down = (text: string) => ({
  target: scheduledTarget(text, { jobName: 'db' }),
  result: fakeResult({ outcome: fakeFailure }),
});

test('shows all in columns, those that failed last', () => {
  expect(
    checkTable([up('http://a.test/', 1.25), down('db:5432'), up('http://long.test/', 1234)], plain),
  ).toBe(
    `OK    vendors  http://a.test/        1.3 ms
OK    vendors  http://long.test/  1234.0 ms
FAIL  db       db:5432             250.0 ms  tcp.refused (target): nothing listens there

2 of 3 are up, 1 failed
`,
  );
});

test('shows no password and no control character of a target', () => {
  const text = checkTable([up('http://me:secret@a.test/\u001b[2J', 1)], plain);
  expect(text).not.toContain('secret');
  expect(text).not.toContain('\u001b');
});

test('tells targets apart that are reached by different names', () => {
  const target = { target: { text: '192.0.2.1:443', hostname: 'shop.test' } };
  const text = checkTable(
    [{ target: scheduledTarget('192.0.2.1:443', target), result: fakeResult({ durationMs: 1 }) }],
    plain,
  );
  expect(text).toContain('192.0.2.1:443 (shop.test)');
});
