/** TAP as another parser reads it: tap-parser, which the tap test runner uses. */
import { Parser } from 'tap-parser';
import { describe, expect, test } from 'vitest';
import { z } from 'zod';
import { badCertificate, down, nasty, unclear, up, warned, written } from './reports.ts';

const pointSchema = z.object({
  ok: z.boolean(),
  id: z.number(),
  name: z.string(),
  todo: z.unknown(),
  skip: z.unknown(),
  time: z.number().nullish(),
  diag: z.record(z.string(), z.unknown()).nullish(),
});

/** The test points of a text that is TAP through and through: what does not belong there is an error. */
function parsed(text: string): { readonly ok: boolean; readonly points: readonly object[] } {
  const extras: string[] = [];
  const points: object[] = [];
  const parser = new Parser({ strict: true });
  parser.on('extra', (extra: string) => extras.push(extra));
  parser.on('assert', (point: unknown) => points.push(pointSchema.parse(point)));
  parser.end(text);
  expect(extras).toEqual([]);
  expect(parser.failures.filter((failure) => 'tapError' in failure && failure.tapError !== null)).toEqual([]);
  return { ok: parser.ok, points };
}

describe('TAP', () => {
  test('of a target that is up is a point that is ok', async () => {
    const text = await written('tap', [up]);
    expect(text).toBe(`TAP version 14
1..1
ok 1 - http_2xx: https://shop.example/
  ---
  duration_ms: 125.000
  ...
`);
    expect(parsed(text)).toMatchObject({
      ok: true,
      points: [{ ok: true, id: 1, time: 125 }],
    });
  });

  test('says why a target is down, whatever stands in that sentence', async () => {
    const { ok, points } = parsed(await written('tap', [up, down, badCertificate, unclear]));
    expect(ok).toBe(false);
    expect(points).toMatchObject([
      { ok: true },
      {
        ok: false,
        id: 2,
        name: 'http_2xx: db.example:5432#1',
        todo: false,
        skip: false,
        diag: { severity: 'fail', reason: 'tcp.refused', phase: 'connect', blame: 'target' },
      },
      { ok: false, id: 3, diag: { reason: 'tls.cert.date_invalid' } },
      { ok: false, id: 4, diag: { severity: 'error', reason: 'local.resources' } },
    ]);
    expect(nasty).toContain('\n...\n');
  });

  test('numbers the runs of one target, and has a point for what was not checked', async () => {
    const { points } = parsed(await written('tap', [up, up], { problems: ['job a: 3 left out'] }));
    expect(points).toMatchObject([
      { name: 'http_2xx: https://shop.example/' },
      { name: 'http_2xx: https://shop.example/, run 2' },
      { ok: false, name: 'not checked', diag: { message: 'job a: 3 left out' } },
    ]);
  });

  test.each([
    { kinds: [], ok: true },
    { kinds: ['expiry'], ok: false },
  ] as const)('counts a warning among $kinds as $ok', async ({ kinds, ok }) => {
    const failOn = { kinds: new Set(kinds), limits: { expiryMs: 1, localDelayMs: 1 } };
    const [point] = parsed(await written('tap', [warned], { failOn })).points;
    expect(point).toMatchObject({
      ok,
      diag: { warnings: `expiry: ${warned.warnings[0]?.detail}` },
    });
  });

  test('of no run has a plan all the same', async () => {
    expect(parsed(await written('tap', [], { problems: ['nothing'] })).points).toHaveLength(1);
  });
});
