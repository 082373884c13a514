import { InvalidArgumentError } from 'commander';
import { parseGoDuration } from '../../../probes/shared/schema/go-duration.ts';
import { usualLimits, type WarningKind, type WarningLimits, warningKinds } from './warnings.ts';

/** What the flag `--fail-on` says: which warnings make a command fail, and from where on there are some. */
export interface FailOn {
  readonly kinds: ReadonlySet<WarningKind>;
  readonly limits: WarningLimits;
}

/** Without the flag. */
export const failOnNothing: FailOn = { kinds: new Set(), limits: usualLimits };

const advice = 'It is expiry, expiry=30d, slow=500ms, unverified, local-delay, local-delay=100ms or any';
const msPerDay = 86_400_000;

/** A parser for the flag, which may be given several times. */
export function failOnParser(): (text: string) => FailOn {
  let soFar = failOnNothing;
  return (text) => {
    soFar = added(soFar, text);
    return soFar;
  };
}

function added({ kinds, limits }: FailOn, text: string): FailOn {
  const [word = '', value] = text.split('=', 2);
  if (word === 'any' && value === undefined) return { kinds: new Set(warningKinds), limits };
  const kind = warningKinds.find((candidate) => candidate === word);
  if (kind === undefined) throw new InvalidArgumentError(advice);
  return { kinds: new Set([...kinds, kind]), limits: { ...limits, ...limitOf(kind, value) } };
}

function limitOf(kind: WarningKind, value: string | undefined): Partial<WarningLimits> {
  if (value === undefined && kind !== 'slow') return {};
  const limitMs = durationMs(value ?? '');
  if (limitMs === undefined || limitMs <= 0 || kind === 'unverified') throw new InvalidArgumentError(advice);
  if (kind === 'expiry') return { expiryMs: limitMs };
  return kind === 'slow' ? { slowMs: limitMs } : { localDelayMs: limitMs };
}

/** Days too, in which the life of certificates is counted. */
function durationMs(text: string): number | undefined {
  const days = /^(\d{1,5})d$/u.exec(text)?.[1];
  return days === undefined ? parseGoDuration(text) : Number(days) * msPerDay;
}
