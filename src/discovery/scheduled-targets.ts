import type { Target } from '../../probes/contract.ts';
import { shortened } from '../../probes/shared/shortened.ts';
import type { Module } from '../config/module.ts';
import type { Labels, Schedule, TargetGroup, VantagePoint } from '../config/schedule.ts';
import type { ScheduledTarget } from '../engine/scheduled-target.ts';
import { parseInterval } from './duration.ts';
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
      const made = plan.ok ? targetOf(text, plan, sources) : plan;
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

/** What the targets of a group have in common. */
interface Plan {
  readonly ok: true;
  readonly labels: Labels;
  readonly module: Module;
  readonly hostname: string | undefined;
  readonly intervalMs: number;
  readonly timeoutMs: number;
}

function planOf(group: TargetGroup, { schedule, vantagePoint, modules }: TargetSources): Plan | Refused {
  const merged = new Map(
    [vantagePoint.labels, schedule.labels, group.labels].flatMap((labels) => Object.entries(labels)),
  );
  const labels = [...merged].filter(([name, value]) => !name.startsWith('__') && value !== '');
  for (const [name, value] of labels) {
    const detail = labelProblem(name, value);
    if (detail !== undefined) return { ok: false, detail };
  }
  const parameter = (name: string): string | undefined => merged.get(name) || undefined;

  const moduleName = parameter('__param_module');
  const module = moduleName === undefined ? schedule.module : modules.get(moduleName);
  if (module === undefined) {
    return { ok: false, detail: `__param_module: there is no module ${JSON.stringify(moduleName)}` };
  }
  const interval = parameter('__interval__');
  const intervalMs = interval === undefined ? schedule.intervalMs : parseInterval(interval);
  if (intervalMs === undefined) {
    const detail = `__interval__: ${JSON.stringify(interval)} is no duration such as 30s or 5m`;
    return { ok: false, detail };
  }
  return {
    ok: true,
    labels: Object.fromEntries(labels),
    module,
    hostname: parameter('__param_hostname'),
    intervalMs,
    timeoutMs: Math.min(timeoutOf(module, schedule), intervalMs),
  };
}

/** A module that a target chose has its own say, as it has on `/probe`. */
function timeoutOf(module: Module, schedule: Schedule): number {
  const isOther = module.name !== schedule.module.name && module.timeoutMs > 0;
  return isOther ? Math.min(schedule.timeoutMs, module.timeoutMs) : schedule.timeoutMs;
}

function targetOf(
  text: string,
  { module, hostname, intervalMs, timeoutMs, ...plan }: Plan,
  { schedule, vantagePoint }: TargetSources,
): { readonly ok: true; readonly target: ScheduledTarget } | Refused {
  const target: Target = { text, ...(hostname === undefined ? {} : { hostname }) };
  const detail = targetProblem(text) ?? module.prober.refuse?.(target, module.options);
  if (detail !== undefined) return { ok: false, detail };
  const { jobName, buckets, slo, maxPerHost } = schedule;
  const labels = {
    ...plan.labels,
    job: jobName,
    instance: text,
    module: module.name,
    ...(vantagePoint.name === '' ? {} : { vantage: vantagePoint.name }),
  };
  return {
    ok: true,
    target: {
      key: keyOf(labels, hostname),
      jobName,
      module,
      target,
      intervalMs,
      timeoutMs,
      labels,
      buckets,
      slo,
      maxPerHost,
    },
  };
}

/** The same text for the same series, whatever the order in which its labels were given. */
function keyOf(labels: Labels, hostname: string | undefined): string {
  const sorted = Object.entries(labels).sort(([left], [right]) => (left < right ? -1 : 1));
  return JSON.stringify([hostname ?? null, ...sorted]);
}
