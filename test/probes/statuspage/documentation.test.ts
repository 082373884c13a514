import { readFileSync } from 'node:fs';
import { expect, test } from 'vitest';
import { probers } from '../../../probes/registry.ts';
import { statuspageFamilies } from '../../../probes/statuspage/metrics.ts';
import { observePage } from '../../../probes/statuspage/observations.ts';
import { statuspageOptions } from '../../../probes/statuspage/options.ts';
import { parseSummary } from '../../../probes/statuspage/summary.ts';
import { parseConfig } from '../../../src/config/load.ts';
import { structureOf } from '../../../src/config/schema-structure.ts';
import { statuspageOptionsOf } from '../../helpers/statuspage-options.ts';
import { incident, summaryText } from './pages.ts';

const page = readFileSync('docs/probers/statuspage.md', 'utf8');
const [example = ''] = [...page.matchAll(/^```yaml\n(?<text>.*?)^```/gmsu)].map(
  ({ groups }) => groups?.['text'] ?? '',
);

test('has an example that loads without a warning', () => {
  const loaded = parseConfig({ text: example, fileName: 'statuspage.md' }, probers);
  expect(loaded).toMatchObject({ ok: true, warnings: [] });
  expect(
    loaded.ok && [...loaded.config.modules.values()].every(({ prober }) => prober.name === 'statuspage'),
  ).toBe(true);
});

test('names every key that a block may have', () => {
  const structure = structureOf(statuspageOptions);
  const keys = structure?.kind === 'block' ? Object.keys(structure.shape) : [];
  expect(keys).toContain('fail_on_component');
  for (const key of keys) expect(page).toContain(`\`${key}\``);
});

test('names every family that is the prober’s own', () => {
  const maintenance = { name: 'Move', status: 'scheduled', scheduled_for: '2026-12-01T00:00:00Z' };
  const parsed = parseSummary(
    Buffer.from(summaryText({ incidents: [incident()], scheduled_maintenances: [maintenance] })),
  );
  if (!parsed.ok) throw new Error(parsed.problem);
  const observations = {
    attempted: true,
    connections: { attempted: 1, established: 1 },
    redirects: 0,
    bodyBytes: 0,
    failedDueToRegex: false,
    failedDueToCel: false,
    page: observePage(parsed.summary, []),
  };
  const families = statuspageFamilies({ ok: true, phases: {}, observations }, statuspageOptionsOf('{}'));
  const own = families.map(({ name }) => name).filter((name) => name.startsWith('probe_statuspage_'));
  expect(own).toHaveLength(11);
  for (const name of own) expect(page).toMatch(new RegExp(`\`${name}[\`{]`, 'u'));
});
