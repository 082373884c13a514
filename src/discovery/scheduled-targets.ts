import { isDeepStrictEqual } from 'node:util';
import type { Target } from '../../probes/contract.ts';
import { shortened } from '../../probes/shared/shortened.ts';
import type { Module } from '../config/module.ts';
import { redactTarget } from '../config/redact-text.ts';
import { objectionTo } from '../config/requested-module.ts';
import type {
  Labels,
  Schedule,
  TargetGroup,
  targetParameterLabels,
  VantagePoint,
} from '../config/schedule.ts';
import { parseScheduleDuration } from '../config/schedule-duration.ts';
import type { ScheduledTarget } from '../engine/scheduled-target.ts';
import { labelProblem, targetProblem } from './label-rules.ts';

/** A mistake that some targets have in common; they are left out. */
export interface TargetProblem {
  readonly detail: string;
  /** How many targets it cost. */
  readonly count: number;
  /** The first of them, without its credentials. */
  readonly example: string;
}

/** What a schedule comes to. */
export interface ScheduledTargets {
  readonly targets: readonly ScheduledTarget[];
  readonly problems: readonly TargetProblem[];
}

/** What the targets of one schedule are made of. */
export interface TargetSources {
  readonly schedule: Schedule;
  readonly vantagePoint: VantagePoint;
  readonly groups: readonly TargetGroup[];
  /** For those that targets choose by `__param_module`. */
  readonly modules: ReadonlyMap<string, Module>;
}

/**
 * Makes the targets of a schedule from its groups, in their order. Labels of the target's group win over those of the
 * schedule, and these over those of the vantage point; an empty value takes a label away.
 *
 * Keys are the labels, so that no two targets have one series: `instance` is the target without its credentials, and
 * `hostname` the parameter of that name unless there is such a label already.
 */
export function scheduledTargets(sources: TargetSources): ScheduledTargets {
  const targets = new Map<string, ScheduledTarget>();
  const problems = new Map<string, TargetProblem>();
  const report = (detail: string, text: string): void => {
    const { count, example } = problems.get(detail) ?? { count: 0, example: shortened(redactTarget(text)) };
    problems.set(detail, { detail, count: count + 1, example });
  };
  for (const group of sources.groups) {
    const plan = planOf(group, sources);
    for (const text of group.targets) {
      const made = plan.ok ? targetOf(text, plan, sources.schedule) : plan;
      const before = made.ok ? targets.get(made.target.key) : undefined;
      if (!made.ok) report(made.detail, text);
      else if (before === undefined) targets.set(made.target.key, made.target);
      else report(isDeepStrictEqual(before.target, made.target.target) ? duplicate : lookalike, text);
    }
  }
  return { targets: [...targets.values()], problems: [...problems.values()] };
}

const duplicate = 'the target is given more than once with the same labels; the first one counts';
const lookalike =
  'another target has the same labels, and credentials are in none; tell them apart by a label. The first one counts';

interface Refused {
  readonly ok: false;
  readonly detail: string;
}

/** How the targets of a group are probed. */
interface Manner {
  readonly ok: true;
  readonly module: Module;
  readonly hostname: string | undefined;
  readonly intervalMs: number;
  readonly timeoutMs: number;
}

/** What the targets of a group have in common. */
interface Plan extends Manner {
  /** All but `instance`. */
  readonly labels: Labels;
  /** The same text for the same labels, whatever their order. */
  readonly identity: string;
}

function planOf(group: TargetGroup, sources: TargetSources): Plan | Refused {
  const { schedule, vantagePoint } = sources;
  const merged: Labels = { ...vantagePoint.labels, ...schedule.labels, ...group.labels };
  const given = Object.entries(merged).filter(([name, value]) => !name.startsWith('__') && value !== '');
  for (const [name, value] of given) {
    const problem = labelProblem(name, value);
    if (problem !== undefined) return { ok: false, detail: `the label ${shownName(name)}: ${problem}` };
  }
  const manner = mannerOf(merged, sources);
  if (!manner.ok) return manner;
  const { module, hostname } = manner;
  const labels = {
    ...(hostname === undefined || 'hostname' in merged ? {} : { hostname }),
    ...Object.fromEntries(given),
    job: schedule.jobName,
    module: module.name,
    ...(vantagePoint.name === '' ? {} : { vantage: vantagePoint.name }),
  };
  const identity = JSON.stringify(Object.entries(labels).sort(byName));
  return { ...manner, labels, identity };
}

function mannerOf(labels: Labels, { schedule, modules }: TargetSources): Manner | Refused {
  const parameter = (name: (typeof targetParameterLabels)[number]): string | undefined =>
    labels[name] || undefined;

  const moduleName = parameter('__param_module');
  const module = moduleName === undefined ? schedule.module : modules.get(moduleName);
  if (module === undefined) {
    return { ok: false, detail: `__param_module: there is no module ${JSON.stringify(moduleName)}` };
  }
  const interval = parameter('__interval__');
  const intervalMs = interval === undefined ? schedule.intervalMs : parseScheduleDuration(interval);
  if (intervalMs === undefined || intervalMs <= 0) {
    const detail = `__interval__: ${JSON.stringify(interval)} is no duration of more than 0, such as 30s`;
    return { ok: false, detail };
  }
  const timeoutMs = Math.min(timeoutOf(module, schedule), intervalMs);
  return { ok: true, module, hostname: parameter('__param_hostname'), intervalMs, timeoutMs };
}

function shownName(name: string): string {
  return JSON.stringify(shortened(name));
}

function byName([left]: readonly [string, string], [right]: readonly [string, string]): number {
  return left < right ? -1 : 1;
}

/** A module that a target chose has its own say, as it has on `/probe`. */
function timeoutOf(module: Module, schedule: Schedule): number {
  const isOther = module.name !== schedule.module.name && module.timeoutMs > 0;
  return isOther ? Math.min(schedule.timeoutMs, module.timeoutMs) : schedule.timeoutMs;
}

function targetOf(
  text: string,
  { labels, identity, module, hostname, intervalMs, timeoutMs }: Plan,
  { jobName, buckets, slo, maxPerHost }: Schedule,
): { readonly ok: true; readonly target: ScheduledTarget } | Refused {
  const target: Target = { text, ...(hostname === undefined ? {} : { hostname }) };
  const detail = targetProblem(text) ?? objectionTo(module, target);
  if (detail !== undefined) return { ok: false, detail };
  const instance = redactTarget(text);
  return {
    ok: true,
    target: {
      key: `${JSON.stringify(instance)} ${identity}`,
      jobName,
      module,
      target,
      intervalMs,
      timeoutMs,
      labels: { ...labels, instance },
      buckets,
      slo,
      maxPerHost,
    },
  };
}
