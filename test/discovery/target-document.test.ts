import * as fc from 'fast-check';
import { expect, test } from 'vitest';
import { scheduledTargets } from '../../src/discovery/scheduled-targets.ts';
import { type DocumentReading, readJsonGroups, readYamlGroups } from '../../src/discovery/target-document.ts';
import { fakeModule } from '../helpers/fake-prober.ts';
import { scheduleWith } from '../helpers/schedule.ts';

const readYaml = (text: string | Uint8Array): DocumentReading => readYamlGroups({ text, fileName: 'sd.yml' });

test('a mistake is told without passwords: without what stands around it in JSON, and with redacted keys', () => {
  const text = '[{"targets":["https://me:hunter2"5@a.test/"]}]';
  const reading = readJsonGroups(text);
  expect(reading.ok).toBe(false);
  expect(JSON.stringify(reading)).not.toContain('unter');
  for (const read of [readJsonGroups, readYaml]) {
    expect(JSON.stringify(read('[{"https://me:hunter2@a.test/": 1}]'))).toContain('https://me:xxxxx@a.test/');
  }
  expect(readJsonGroups('[{"targets":["https://a.test/"],"labels":{"a":b}}]')).toEqual({
    ok: false,
    detail: "it is not JSON: Unexpected token 'b'",
  });
});

const names = fc.oneof(
  fc.constantFrom(
    'team',
    'job',
    'le',
    '__meta_a',
    '__param_module',
    '__interval__',
    '__proto__',
    'constructor',
    '',
  ),
  fc.string({ unit: 'binary' }),
);
const texts = fc.oneof(
  fc.constantFrom('https://a.test/', '', ' ', 'web', '30s'),
  fc.string({ unit: 'binary' }),
);
const groups = fc.array(
  fc.record(
    { targets: fc.array(texts), labels: fc.dictionary(names, texts) },
    { noNullPrototype: true, requiredKeys: [] },
  ),
);

/** A text that was a document, with pieces put in, taken out or exchanged. */
const mutated = fc
  .tuple(
    groups,
    fc.array(
      fc.record({
        at: fc.double({ min: 0, max: 1, noNaN: true }),
        length: fc.nat(20),
        by: fc.oneof(
          fc.string({ unit: 'binary' }),
          fc.constantFrom('{', '}', '[', ']', '"', ':', '*a', '&a', '\ud800'),
        ),
      }),
      { maxLength: 4 },
    ),
  )
  .map(([document, changes]) =>
    changes.reduce((text, { at, length, by }) => {
      const start = Math.floor(at * text.length);
      return text.slice(0, start) + by + text.slice(start + length);
    }, JSON.stringify(document)),
  );

/** What every series' label must be, by the rules of Prometheus and ours. */
function invalidLabels(reading: DocumentReading): readonly string[] {
  if (!reading.ok) return [];
  const vantagePoint = { name: '', labels: {} };
  const modules = new Map([['web', fakeModule('web')]]);
  const { targets } = scheduledTargets({
    schedule: scheduleWith(),
    vantagePoint,
    groups: reading.groups,
    modules,
  });
  return targets.flatMap(({ labels, target }) => [
    ...Object.entries(labels)
      .filter(([name, value]) => !/^(?!__)[a-zA-Z_]\w*$/.test(name) || /^$|\p{Surrogate}/u.test(value))
      .map(([name]) => name),
    ...(labels['job'] === 'vendors' && labels['instance'] === target.text && labels['module'] === 'web'
      ? []
      : ['job, instance or module']),
  ]);
}

test.each([
  { name: 'JSON', read: readJsonGroups },
  { name: 'YAML', read: readYaml },
])('no document in $name makes the reader throw, or a label invalid', ({ read }) => {
  fc.assert(
    fc.property(mutated, (text) => {
      expect(invalidLabels(read(text))).toEqual([]);
    }),
    { numRuns: 500 },
  );
});

test('no bytes make the reader of YAML throw', () => {
  fc.assert(
    fc.property(fc.uint8Array({ maxLength: 200 }), (bytes) => {
      expect(readYaml(bytes)).toHaveProperty('ok');
    }),
  );
});

test('a document that is sound is read as it is', () => {
  const sound = fc.array(
    fc.record(
      {
        targets: fc.array(fc.string({ unit: 'grapheme', minLength: 1 }).map((text) => `a${text}`)),
        labels: fc.dictionary(fc.stringMatching(/^[a-z]{1,4}x$/), fc.string({ unit: 'grapheme' })),
      },
      { noNullPrototype: true },
    ),
  );
  fc.assert(
    fc.property(sound, (document) => {
      const text = JSON.stringify(document);
      expect(readJsonGroups(text)).toEqual({ ok: true, groups: document });
      expect(readYaml(text)).toEqual({ ok: true, groups: document });
    }),
  );
});

test('only the first mistakes are told, and how many more there are', () => {
  const labels = { job: 'a', le: 'b', slo: 'c', phase: 'd', reason: 'e' };
  const reading = readJsonGroups(JSON.stringify([{ labels }]));
  expect(reading.ok ? '' : reading.detail).toMatch(
    /^(?:\[0\]\.labels\.\w+: this label [^;]+; [^;]+; ){3}and 2 more$/,
  );
});

test('a document that is nothing but depth is refused', () => {
  expect(readJsonGroups('['.repeat(5_000_000))).toMatchObject({ ok: false });
  expect(readYaml('['.repeat(100_000))).toMatchObject({ ok: false });
});
