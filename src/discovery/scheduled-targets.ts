import type { Target } from '../../probes/contract.ts';
import { shortened } from '../../probes/shared/shortened.ts';
import type { Module } from '../config/module.ts';
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
  /** The first of them, as it is written. */
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
 */
export function scheduledTargets(sources: TargetSources): ScheduledTargets {
  const targets = new Map<string, ScheduledTarget>();
  const problems = new Map<string, TargetProblem>();
  const report = (detail: string, text: string): void => {
    const { count, example } = problems.get(detail) ?? { count: 0, example: shortened(text) };
    problems.set(detail, { detail, count: count + 1, example });
  };
  for (const group of sources.groups) {
    const plan = planOf(group, sources);
    for (const text of group.targets) {
      const made = plan.ok ? targetOf(text, plan, sources.schedule) : plan;
      if (!made.ok) report(made.detail, text);
      else if (targets.has(made.target.key)) report(duplicate, text);
      else targets.set(made.target.key, made.target);
    }
  }
  return { targets: [...targets.values()], problems: [...problems.values()] };
}

const duplicate = 'the target is given more than once with the same labels; the first one counts';

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
  /** The same text for the same labels and parameters, whatever their order. */
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
    ...Object.fromEntries(given),
    job: schedule.jobName,
    module: module.name,
    ...(vantagePoint.name === '' ? {} : { vantage: vantagePoint.name }),
  };
  const identity = JSON.stringify([hostname ?? null, ...Object.entries(labels).sort(byName)]);
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
  const detail = targetProblem(text) ?? module.prober.refuse?.(target, module.options);
  if (detail !== undefined) return { ok: false, detail };
  return {
    ok: true,
    target: {
      key: `${JSON.stringify(text)} ${identity}`,
      jobName,
      module,
      target,
      intervalMs,
      timeoutMs,
      labels: { ...labels, instance: text },
      buckets,
      slo,
      maxPerHost,
    },
  };
}
