import { expect, test } from 'vitest';
import { type PageFamily, renderPage } from '../../src/metrics/page.ts';
import { noLabels, targetLabels } from '../../src/metrics/series-labels.ts';
import { textPage } from '../../src/metrics/text-page.ts';

const sliceBytes = 64 * 1024;

function gaugeOf(count: number): PageFamily {
  const samples = Array.from({ length: count }, (_, index) => ({
    labels: { target: targetLabels({ instance: `host-${index}` }), own: noLabels },
    value: index,
  }));
  return { name: 'g', help: 'G', type: 'gauge', samples };
}

test('comes in pieces, and other work has its turn between them', async () => {
  let turns = 0;
  let immediate = setImmediate(function again() {
    turns += 1;
    immediate = setImmediate(again);
  });
  const pieces: { readonly bytes: number; readonly turns: number }[] = [];
  const page = renderPage([gaugeOf(20_000)], textPage({ format: 'text', escaping: 'underscores' }));
  for await (const { length } of page) pieces.push({ bytes: length, turns });
  clearImmediate(immediate);
  expect(pieces.length).toBeGreaterThan(5);
  for (const [index, piece] of pieces.entries()) {
    expect(piece.bytes).toBeLessThan(sliceBytes + 100);
    expect(piece.turns).toBeGreaterThan(pieces[index - 1]?.turns ?? -1);
  }
});

test('stops with its reader', async () => {
  let walked = 0;
  const family = gaugeOf(20_000);
  const samples = (function* walk() {
    for (const sample of family.samples) {
      walked += 1;
      yield sample;
    }
  })();
  const page = renderPage([{ ...family, samples }], textPage({ format: 'text', escaping: 'underscores' }));
  for await (const _piece of page) break;
  expect(walked).toBeLessThan(5000);
  expect(samples.next().done).toBe(true);
});
