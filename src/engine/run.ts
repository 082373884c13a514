import type { Clock, Outcome, Resolver, Target, TargetPolicy } from '../../probes/contract.ts';
import { secretPlaceholder } from '../../probes/known-secrets.ts';
import { moduleResolver, type ResolverSurroundings } from '../../probes/resolver/module-resolver.ts';
import { parseUrl } from '../../probes/shared/http/url.ts';
import { isOutOfFiles } from '../../probes/shared/out-of-files.ts';
import { secondsOf } from '../../probes/shared/seconds.ts';
import { socketFailure } from '../../probes/shared/socket-failure.ts';
import type { Transcript, TranscriptEvent } from '../../probes/transcript.ts';
import type { Module } from '../config/module.ts';
import { boundTo } from '../config/policy/bound-policy.ts';
import { redactTarget, redactUrls } from '../config/redact-text.ts';
import { moduleFor } from '../config/requested-module.ts';
import { type Abandonment, startDeadline } from './deadline.ts';
import { hideSecretsIn } from './hide-in.ts';
import { withoutLateBlame } from './late-verdict.ts';
import type { LoopDelay } from './loop-delay.ts';
import { startTranscript, type WantedEvents } from './transcript.ts';

/**
 * The one value of a probe run. Plain data; `/probe`, logs, history, JSON and the shell are views of it. No text of
 * it has credentials but the target's, which has to be found again as it was given.
 */
export interface ProbeResult {
  readonly module: string;
  readonly prober: string;
  readonly target: Target;
  /** Unix milliseconds. */
  readonly startedAtMs: number;
  readonly durationMs: number;
  /** The time the run was given; 0 or less when it had none. */
  readonly timeoutMs: number;
  /** The worst lateness of the event loop that the run went on in: what this exporter itself may have added. */
  readonly localDelayMs: number;
  readonly outcome: Outcome;
  /** All that was written down; of a success what {@link RunRequest.eventsOfSuccess} says. */
  readonly transcript: readonly TranscriptEvent[];
}

/** What a run needs from its surroundings. */
export interface RunEnvironment {
  readonly clock: Clock;
  /** Of the modules that have none of their own. */
  readonly resolver: Resolver;
  /** Of the configuration in force, for modules that have none of their own. */
  readonly targetPolicy: () => TargetPolicy;
  readonly loopDelay: LoopDelay;
  /** Told of an exception that escaped a prober: a bug of ours, never a target's doing. */
  readonly onBug: (error: unknown, result: ProbeResult) => void;
}

/** What to run. */
export interface RunRequest {
  readonly module: Module;
  readonly target: Target;
  readonly timeoutMs: number;
  /** Which events are wanted of a run that succeeds; absent, all. A failure has all of its events. */
  readonly eventsOfSuccess?: WantedEvents | undefined;
  /** Aborts when nobody waits for the result any more. */
  readonly signal?: Abandonment;
}

/** Runs one probe wherever probes are run; never rejects. */
export type RunProbe = (request: RunRequest) => Promise<ProbeResult>;

/**
 * Runs one probe under one deadline; never rejects.
 *
 * An exception out of a prober becomes the failure `local.bug`, without observations: this is the only
 * place that catches them. One that says that no file can be opened is no bug, but `local.resources`.
 */
export async function runProbe(request: RunRequest, environment: RunEnvironment): Promise<ProbeResult> {
  const { target, timeoutMs } = request;
  const module = moduleFor(request.module, target);
  const { prober, options, captureBodyBytes } = module;
  const { clock, loopDelay } = environment;
  const ownPolicy = module.targetPolicy ?? environment.targetPolicy();
  const policy = module.credentialsFor === undefined ? ownPolicy : boundTo(ownPolicy, module.credentialsFor);
  const prepared = await prepare({ module, target }, policy, environment);
  using deadline = startDeadline(timeoutMs, request.signal);
  const hide = hiderFor(target);
  const transcript = startTranscript(clock, hide);
  const watch = loopDelay.watch();
  const startedAtMs = clock.wallMs();
  const startMs = clock.monotonicMs();
  let bug: { error: unknown } | undefined;
  let outcome: Outcome;
  try {
    if (!prepared.ok) throw prepared.error;
    const { signal } = deadline;
    const { resolver } = prepared;
    outcome = withoutSecrets(
      await prober.probe(target, options, { signal, clock, resolver, policy, transcript, captureBodyBytes }),
      hide,
    );
  } catch (error) {
    const phase = 'request';
    const outOfFiles = isOutOfFiles(error);
    if (!outOfFiles) bug = { error };
    const detail = `bug in the ${prober.name} prober: ${error instanceof Error ? error.message : 'unknown'}`;
    outcome = {
      ok: false,
      failure: outOfFiles
        ? socketFailure(error, phase)
        : { phase, reason: 'local.bug', blame: 'local', detail },
      phases: {},
      observations: undefined,
    };
  }
  const durationMs = clock.monotonicMs() - startMs;
  const localDelayMs = watch.end();
  outcome = withoutLateBlame(outcome, { timeoutMs, localDelayMs });
  recordVerdict(outcome, durationMs, transcript);
  const result: ProbeResult = {
    module: module.name,
    prober: prober.name,
    target,
    startedAtMs,
    durationMs,
    timeoutMs,
    localDelayMs,
    outcome,
    transcript: transcript.events(outcome.ok ? request.eventsOfSuccess : 'all'),
  };
  if (bug !== undefined) environment.onBug(bug.error, result);
  return result;
}

/**
 * Takes credentials out of a text of the run, also where it quotes a target that is no URL, and where a peer sends back
 * what became of the target's own.
 */
function hiderFor({ text: target }: Target): (text: string) => string {
  const shown = redactTarget(target);
  if (shown === target) return redactUrls;
  const basic = basicCredentials(target);
  return (text) => {
    const without = text.replaceAll(target, () => shown);
    return redactUrls(basic === '' ? without : without.replaceAll(basic, secretPlaceholder));
  };
}

/** The credentials in a URL as HTTP's Basic scheme sends them; "" when there are none. */
function basicCredentials(target: string): string {
  const parsed = parseUrl(target);
  const user = parsed.ok ? parsed.url.user : undefined;
  return user === undefined ? '' : Buffer.from(`${user.name}:${user.password}`).toString('base64');
}

/** Peers can send back what they were sent, so that a secret may be in whatever was observed. */
function withoutSecrets(measured: Outcome, hide: (text: string) => string): Outcome {
  const outcome = hideSecretsIn(measured);
  if (outcome.ok) return outcome;
  return { ...outcome, failure: { ...outcome.failure, detail: hide(outcome.failure.detail) } };
}

type Prepared =
  | { readonly ok: true; readonly resolver: Resolver }
  /** What fails here is a bug as well, but one of a run that has not begun. */
  | { readonly ok: false; readonly error: unknown };

/** At once when nothing is to be loaded, which is so for most probers and for all after their first run. */
function prepare(
  { module, target }: Pick<RunRequest, 'module' | 'target'>,
  policy: TargetPolicy,
  environment: RunEnvironment,
): Prepared | Promise<Prepared> {
  const { prober, options, resolver } = module;
  try {
    const loading = prober.prepare?.(target, options);
    if (loading === undefined && resolver === undefined) return { ok: true, resolver: environment.resolver };
    return prepareInTime(loading, resolver, { ...environment, policy });
  } catch (error) {
    return { ok: false, error };
  }
}

async function prepareInTime(
  loading: Promise<unknown> | undefined,
  resolver: Module['resolver'],
  surroundings: ResolverSurroundings,
): Promise<Prepared> {
  try {
    await loading;
    return { ok: true, resolver: await moduleResolver(resolver, surroundings) };
  } catch (error) {
    return { ok: false, error };
  }
}

function recordVerdict(outcome: Outcome, durationMs: number, transcript: Transcript): void {
  const duration_seconds = secondsOf(durationMs);
  if (outcome.ok) {
    transcript.record('run.succeeded', { duration_seconds });
    return;
  }
  const { phase, reason, blame, detail } = outcome.failure;
  transcript.record('run.failed', { phase, reason, blame, detail, duration_seconds });
}
