import { readFileSync } from 'node:fs';
import { expect, test } from 'vitest';
import { rules } from '../../src/diagnosis/rules/table.ts';
import { verdictCodes } from '../../src/diagnosis/verdict-codes.ts';

const page = readFileSync('docs/diagnosis.md', 'utf8');
const rows = [...page.matchAll(/^\| `(?<code>[a-z0-9_]+)` \| [^|]+ \| (?<blame>[a-z]+) \|$/gmu)].map(
  ({ groups }) => `${groups?.['code']} ${groups?.['blame']}`,
);

test('docs/diagnosis.md has the rows of the decision table in their order', () => {
  expect(rows).toEqual(rules.map(({ code, blame }) => `${code} ${blame}`));
});

test('every verdict is that of a rule', () => {
  expect(rules.map(({ code }) => code)).toEqual([...verdictCodes]);
});

test('for every verdict there is a fault that is made on purpose', () => {
  const made = ['faults', 'networks']
    .map((file) => readFileSync(`test/diagnosis/${file}.test.ts`, 'utf8'))
    .join('\n');
  const unmade = verdictCodes.filter((code) => !new RegExp(`code: '${code}'|: ${code}'`, 'u').test(made));
  expect(unmade).toEqual([]);
});
