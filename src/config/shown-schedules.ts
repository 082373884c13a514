import { targetPolicySchema, vantageSchema } from './config-schema.ts';
import type { YamlFile } from './read-yaml.ts';
import { scheduleSchema } from './schedule-schema.ts';
import { shown } from './shown.ts';
import { isList, type Shown, type ShownEntries, shownBlock } from './shown-value.ts';
import { treeAt } from './yaml-place.ts';

// The names of modules are shown as they were written, whichever there are.
const anySchedule = scheduleSchema({ modules: { byName: new Map(), mayHaveMore: true }, folder: '' });

/** The blocks `vantage`, `target_policy` and `schedules` as they may be shown, those that one of the files has. */
export function shownSchedules(files: readonly YamlFile[]): ShownEntries {
  const entries = new Map<string, Shown>();
  for (const { root } of files) {
    const vantage = treeAt(root, ['vantage'])?.value ?? null;
    if (vantage !== null) entries.set('vantage', shown(vantageSchema, vantage));
    const policy = treeAt(root, ['target_policy'])?.value ?? null;
    if (policy !== null) entries.set('target_policy', shown(targetPolicySchema, policy));
    const schedules = treeAt(root, ['schedules'])?.value;
    if (!Array.isArray(schedules)) continue;
    const before = entries.get('schedules') ?? [];
    entries.set('schedules', [
      ...(isList(before) ? before : []),
      ...schedules.map((schedule) => shown(anySchedule, schedule)),
    ]);
  }
  return shownBlock(entries);
}
