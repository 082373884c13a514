import type { z } from 'zod';
import { block } from '../../probes/shared/schema/block.ts';
import { formatGoDuration } from '../../probes/shared/schema/go-duration.ts';
import { orDefault, quoted, required } from '../../probes/shared/schema/values.ts';
import { completeList, filled } from './complete-list.ts';
import { type KnownModules, problemOfModule } from './known-modules.ts';
import { targetLabels, targetText } from './label-schema.ts';
import type { Module } from './module.ts';
import { objectionTo } from './requested-module.ts';
import type { TargetGroup } from './schedule.ts';
import { parseScheduleDuration } from './schedule-duration.ts';

const target = targetText.transform((text) => (text.trim() === '' ? undefined : text));

/** An entry of `static_configs`. */
export function targetGroup(modules: KnownModules): z.ZodType<TargetGroup> {
  return block({
    targets: filled(
      completeList(required(target, 'is empty; write a target or remove it')),
      'has no targets; give one or remove the entry',
    ),
    labels: orDefault(
      targetLabels((name, value) => problemOfParameter(name, value, modules)),
      {},
    ),
  });
}

function problemOfParameter(name: string, value: string, modules: KnownModules): string | undefined {
  switch (name) {
    case '__param_module':
      return problemOfModule(value, modules);
    case '__interval__': {
      const intervalMs = parseScheduleDuration(value);
      return intervalMs !== undefined && intervalMs > 0
        ? undefined
        : `must be a duration of more than 0, such as 30s, not ${quoted(value)}`;
    }
    default:
      return undefined;
  }
}

/** What the targets of a schedule share. */
export interface Shared {
  /** Absent when it has mistakes of its own. */
  readonly module?: Module | undefined;
  readonly timeoutMs: number;
  readonly modules: KnownModules;
}

/** Where parameters of target groups contradict what their schedule or their module says. */
export function contradictions(
  groups: readonly TargetGroup[],
  shared: Shared,
): readonly { readonly path: readonly PropertyKey[]; readonly message: string }[] {
  return groups.flatMap(({ targets, labels }, index) => {
    const found = [
      ['__interval__', problemOfInterval(labels['__interval__'], shared.timeoutMs)],
      ['__param_hostname', problemOfHostname({ targets, labels }, shared)],
    ] as const;
    return found.flatMap(([name, message]) =>
      message === undefined ? [] : [{ path: [index, 'labels', name], message }],
    );
  });
}

function problemOfInterval(written: string | undefined, timeoutMs: number): string | undefined {
  const intervalMs = written === undefined ? undefined : parseScheduleDuration(written);
  return intervalMs !== undefined && intervalMs < timeoutMs
    ? `${formatGoDuration(intervalMs)} is shorter than the timeout of ${formatGoDuration(timeoutMs)}; lengthen it or shorten the timeout of the schedule`
    : undefined;
}

function problemOfHostname({ targets, labels }: TargetGroup, shared: Shared): string | undefined {
  const hostname = labels['__param_hostname'];
  const own = labels['__param_module'];
  const module = own === undefined ? shared.module : shared.modules.byName.get(own)?.module;
  if (hostname === undefined || module === undefined) return undefined;
  const objections = targets.map((text) => objectionTo(module, { text, hostname }));
  const objection = objections.find((each) => each !== undefined);
  return objection === undefined ? undefined : `contradicts the module: ${objection}; remove one of them`;
}
