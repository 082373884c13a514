/** The token of a module: from memory while it lasts, else from its token endpoint. */
import type { ProbeContext } from '../../contract.ts';
import type { Failure } from '../../failure.ts';
import { fetchToken } from './fetch-token.ts';
import type { Oauth2Options } from './options.ts';
import type { TokenClientOptions } from './token-endpoint.ts';

/** A token that expires on its way is of no use. */
const marginMs = 10_000;
/** How long a token is used whose endpoint does not say how long it lasts. */
const unstatedLifetimeMs = 5 * 60_000;

interface KeptToken {
  readonly authorization: string;
  /** Monotonic milliseconds. */
  readonly usableUntilMs: number;
}

/** By the options themselves: a configuration that is loaded anew begins without tokens. */
const kept = new WeakMap<Oauth2Options, KeptToken>();

/** `durationMs` is absent when nothing was fetched. */
export type TokenResult = { readonly durationMs?: number } & (
  | { readonly ok: true; readonly authorization: string }
  | { readonly ok: false; readonly failure: Failure }
);

/** The value of `Authorization` with a token that has not expired. Ends when `context.signal` aborts. */
export async function obtainToken(
  oauth2: Oauth2Options,
  client: TokenClientOptions,
  context: ProbeContext,
): Promise<TokenResult> {
  const { clock, transcript } = context;
  const startMs = clock.monotonicMs();
  const known = kept.get(oauth2);
  if (known !== undefined && startMs < known.usableUntilMs) {
    return { ok: true, authorization: known.authorization };
  }
  const fetched = await fetchToken(oauth2, client, context);
  const endMs = clock.monotonicMs();
  const durationMs = endMs - startMs;
  if (!fetched.ok) return { ok: false, failure: fetched.failure, durationMs };
  const { authorization, lifetimeMs } = fetched.token;
  const usableMs = lifetimeMs === undefined ? unstatedLifetimeMs : lifetimeMs - marginMs;
  kept.set(oauth2, { authorization, usableUntilMs: startMs + usableMs });
  transcript.record('auth.token', { usable_seconds: Math.max(0, usableMs / 1000) });
  return { ok: true, authorization, durationMs };
}

/** Forgets a token that the target did not accept, unless a newer one has taken its place. */
export function dropToken(oauth2: Oauth2Options, authorization: string): void {
  if (kept.get(oauth2)?.authorization === authorization) kept.delete(oauth2);
}
