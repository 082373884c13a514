import type { Clock } from '../../../probes/contract.ts';
import type { Hop, Route } from '../evidence.ts';
import type { Report } from './reports.ts';
import type { OnReport, ScoutChoice } from './scout.ts';

/** How a route is followed. */
export interface RoutePlan {
  /** The most hops that are looked at. */
  readonly maxHops: number;
  /** Hops that are asked at once: more than hosts answer in a burst would not be answered. */
  readonly atOnce: number;
  /** For the answers of hops that are asked at once; once more, to those that did not answer. */
  readonly answerMs: number;
  /** For each of the last looks before a route is given up: routers answer about once a second, and no faster. */
  readonly lastLookMs: number;
  readonly lastLooks: number;
}

export const usualPlan: RoutePlan = { maxHops: 30, atOnce: 6, answerMs: 400, lastLookMs: 1100, lastLooks: 3 };

/** What a route came to, without where it leads. */
export type FollowedRoute = Pick<Route, 'hops' | 'end' | 'detail'>;

/** Where time comes from. */
export interface RouteContext {
  readonly clock: Clock;
  readonly signal: AbortSignal;
}

/**
 * Sends packets with growing hop limits until one of them reaches its destination or is turned back, or nobody answers
 * any more. Ends when the signal aborts, with what is known by then.
 */
export async function followRoute(
  open: (onReport: OnReport) => ScoutChoice,
  plan: RoutePlan,
  { clock, signal }: RouteContext,
): Promise<FollowedRoute> {
  const answers = new Map<number, Report & { readonly atMs: number }>();
  const sentMs = new Map<number, number>();
  let wake = (): void => {};
  const choice = open((report) => {
    if (!answers.has(report.hopLimit)) answers.set(report.hopLimit, { ...report, atMs: clock.monotonicMs() });
    wake();
  });
  if (!choice.ok) return { hops: [], end: 'not_possible', detail: choice.detail };
  using scout = choice.scout;
  const last = (): number =>
    Math.min(
      ...[...answers.values()].filter(({ answer }) => answer !== 'passed').map(({ hopLimit }) => hopLimit),
    );
  let refusal: string | undefined;
  let asked = 0;
  const look = async (batch: readonly number[], timeoutMs: number): Promise<void> => {
    const isAnswered = (): boolean => batch.every((hopLimit) => answers.has(hopLimit) || hopLimit > last());
    if (isAnswered() || signal.aborted) return;
    for (const hopLimit of batch) {
      if (answers.has(hopLimit) || hopLimit > last()) continue;
      sentMs.set(hopLimit, clock.monotonicMs());
      refusal = scout.send(hopLimit) ?? refusal;
    }
    const onWake = (listener: () => void): void => {
      wake = listener;
    };
    await until(isAnswered, { timeoutMs, signal, onWake });
  };
  while (asked < plan.maxHops && last() > asked && !signal.aborted) {
    const batch = hopsFrom(asked, plan);
    asked += batch.length;
    await look(batch, plan.answerMs);
    await look(batch, plan.answerMs);
    if (!batch.some((hopLimit) => answers.has(hopLimit))) break;
  }
  // That nobody answers may be restraint: the next hop is asked again, one packet at a time.
  for (let again = 0; again < plan.lastLooks && !Number.isFinite(last()); again += 1) {
    await look([Math.max(0, ...answers.keys()) + 1], plan.lastLookMs);
  }
  return {
    ...routeOf(answers, sentMs, asked),
    ...(answers.size === 0 && refusal !== undefined ? { detail: refusal } : {}),
  };
}

/** The hop limits that are asked at once after this one. */
function hopsFrom(hopLimit: number, { atOnce, maxHops }: RoutePlan): readonly number[] {
  return Array.from({ length: Math.min(atOnce, maxHops - hopLimit) }, (_, index) => hopLimit + index + 1);
}

interface Waiting {
  readonly timeoutMs: number;
  readonly signal: AbortSignal;
  /** Takes what is to be called whenever something changed. */
  readonly onWake: (listener: () => void) => void;
}

function until(isDone: () => boolean, { timeoutMs, signal, onWake }: Waiting): Promise<void> {
  if (isDone() || signal.aborted) return Promise.resolve();
  return new Promise((resolve) => {
    const settle = (): void => {
      clearTimeout(timer);
      signal.removeEventListener('abort', settle);
      onWake(() => {});
      resolve();
    };
    const timer = setTimeout(settle, timeoutMs);
    signal.addEventListener('abort', settle);
    onWake(() => {
      if (isDone()) settle();
    });
  });
}

function routeOf(
  answers: ReadonlyMap<number, Report & { readonly atMs: number }>,
  sentMs: ReadonlyMap<number, number>,
  asked: number,
): FollowedRoute {
  const ending = [...answers.values()]
    .filter(({ answer }) => answer !== 'passed')
    .toSorted((one, other) => one.hopLimit - other.hopLimit)[0];
  const heard = [...answers.keys()];
  const length = ending?.hopLimit ?? (heard.length === 0 ? 0 : Math.min(Math.max(...heard), asked));
  const hops = Array.from({ length }, (_, index): Hop => {
    const hopLimit = index + 1;
    const report = answers.get(hopLimit);
    const startMs = sentMs.get(hopLimit);
    if (report === undefined) return { hopLimit };
    return {
      hopLimit,
      answer: report.answer,
      ...(report.address === undefined ? {} : { address: report.address }),
      ...(startMs === undefined ? {} : { roundTripMs: report.atMs - startMs }),
    };
  });
  const end = ending?.answer ?? 'silent';
  return { hops, end: end === 'passed' ? 'silent' : end };
}
