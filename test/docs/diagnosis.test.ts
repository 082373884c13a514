import { readFileSync } from 'node:fs';
import { expect, test } from 'vitest';
import { diagnosisView } from '../../src/cli/diagnose/diagnosis-view.ts';
import { plain } from '../../src/cli/terminal/paint.ts';
import { rules } from '../../src/diagnosis/rules/table.ts';
import { verdictCodes } from '../../src/diagnosis/verdict-codes.ts';
import { diagnosis } from '../cli/diagnose/sample-diagnosis.ts';

const page = readFileSync('docs/diagnosis.md', 'utf8');
const rows = [...page.matchAll(/^\| `(?<code>[a-z0-9_]+)` \| [^|]+ \| (?<blame>[a-z]+) \|$/gmu)].map(
  ({ groups }) => `${groups?.['code']} ${groups?.['blame']}`,
);

test('docs/diagnosis.md has the rows of the decision table in their order', () => {
  expect(rows).toEqual(rules.map(({ code, blame }) => `${code} ${blame}`));
});

test('docs/diagnosis.md shows a diagnosis as it is printed', () => {
  const { verdict, evidence } = diagnosis;
  const subject = { ...evidence.subject, target: 'https://shop.example/health' };
  const printed = diagnosisView({ verdict, evidence: { ...evidence, subject } }, { paint: plain });
  expect(page).toContain(`\n\`\`\`text\n${printed}\`\`\`\n`);
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
