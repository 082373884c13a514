import { probers } from '../../probes/registry.ts';
import { formatIssue } from '../../src/config/issue.ts';
import { parseConfig } from '../../src/config/load.ts';

/** The warnings about the block of a module of that prober, each from its key within the block on. It must load. */
export function warningsOf(prober: string, block: string): readonly string[] {
  const text = `modules:\n  m:\n    prober: ${prober}\n    ${prober}: ${block}\n`;
  const loaded = parseConfig({ text, fileName: 'f' }, probers);
  if (!loaded.ok) throw new Error(loaded.issues.map(formatIssue).join('\n'));
  const start = `modules.m.${prober}.`;
  return loaded.warnings.map(({ path, message }) => `${path.replace(start, '')}: ${message}`);
}
