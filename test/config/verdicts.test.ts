import { describe, expect, test } from 'vitest';
import { probers } from '../../probes/registry.ts';
import { formatIssue } from '../../src/config/issue.ts';
import { parseConfig } from '../../src/config/load.ts';
import { blockRows, credentialRows, documentRows, scalarRows, yamlRows } from './verdict-table.ts';

describe.each([
  ['documents', documentRows],
  ['YAML', yamlRows],
  ['scalars', scalarRows],
  ['blocks', blockRows],
  ['credentials and TLS', credentialRows],
])('of %s', (_, rows) => {
  test.each(rows)('%s', (_name, text, verdict) => {
    const result = parseConfig({ text, fileName: 'config.yml' }, probers);
    const issues = result.ok ? [] : result.issues.map(formatIssue);
    expect({ verdict: result.ok ? 'loads' : 'refused', issues }).toMatchObject({ verdict });
  });
});
