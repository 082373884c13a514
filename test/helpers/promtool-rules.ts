import { spawnSync } from 'node:child_process';
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { parse, stringify } from 'yaml';
import { z } from 'zod';
import { ruleFile } from '../../src/generate/rules/rule-file.ts';
import type { RuleSettings } from '../../src/generate/rules/settings.ts';
import { temporaryDirectory } from './temporary-directory.ts';

/** An alert as promtool compares it: with all its labels and annotations. */
export interface ExpectedAlert {
  readonly exp_labels: Readonly<Record<string, string>>;
  readonly exp_annotations: Readonly<Record<string, string>>;
}

/** A unit test of rules: series from minute to minute, and which alerts fire when. */
export interface RuleTest {
  /** By series, in promtool's notation of values; a sample each minute. */
  readonly series: Readonly<Record<string, string>>;
  readonly alerts?: readonly {
    readonly alertname: string;
    readonly eval_time: string;
    readonly exp_alerts: readonly ExpectedAlert[];
  }[];
  readonly samples?: readonly {
    readonly expr: string;
    readonly eval_time: string;
    readonly exp_samples: readonly { readonly labels: string; readonly value: number }[];
  }[];
}

const groupsOf = z.object({ groups: z.array(z.object({ name: z.string() })) });

/** What `promtool test rules` has to say about the rules of these settings: nothing when they do what is expected. */
export function ruleTestComplaints(
  settings: RuleSettings,
  { series, alerts = [], samples = [] }: RuleTest,
): string {
  using folder = temporaryDirectory();
  const rules = ruleFile('test', settings);
  writeFileSync(join(folder.path, 'rules.yml'), rules);
  const file = join(folder.path, 'test.yml');
  writeFileSync(
    file,
    stringify({
      rule_files: ['rules.yml'],
      evaluation_interval: '1m',
      // Without it promtool takes the groups in any order, and a rule may see what another group found a minute ago.
      group_eval_order: groupsOf.parse(parse(rules)).groups.map(({ name }) => name),
      tests: [
        {
          interval: '1m',
          input_series: Object.entries(series).map(([name, values]) => ({ series: name, values })),
          alert_rule_test: alerts,
          promql_expr_test: samples,
        },
      ],
    }),
  );
  const { status, stdout, stderr } = spawnSync('promtool', ['test', 'rules', file], { encoding: 'utf8' });
  return status === 0 ? '' : `exit ${status}: ${stdout}${stderr}`;
}
