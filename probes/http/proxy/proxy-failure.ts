import { abortFailure, DeadlineReached } from '../../abort.ts';
import type { Failure, FailureReason } from '../../failure.ts';
import type { ReadEnd } from '../../shared/line-reader.ts';
import type { Proxy } from './proxy.ts';

/**
 * A failure at the proxy, which is neither the target's fault nor a fault of this exporter: the proxy belongs to
 * the path between them. User information is not part of what is said.
 */
export function proxyFailure(proxy: Proxy, reason: FailureReason, what: string): Failure {
  return { phase: 'connect', reason, blame: 'network', detail: `the proxy ${nameOf(proxy)} ${what}` };
}

/** The failure of a run whose signal aborted before the proxy had done its part. */
function proxyAborted(proxy: Proxy, signal: AbortSignal): Failure {
  const usual = abortFailure(signal, 'connect');
  const cause: unknown = signal.reason;
  if (!(cause instanceof DeadlineReached) || usual.blame === 'local') return usual;
  return proxyFailure(proxy, 'proxy.timed_out', `did nothing within ${cause.timeoutMs / 1000} s`);
}

/** `cause`, met on the way to the proxy; what is wrong with this host or the module stays what it is. */
export function unreachableProxy(proxy: Proxy, cause: Failure, signal: AbortSignal): Failure {
  if (signal.aborted) return proxyAborted(proxy, signal);
  if (cause.reason === 'policy.denied') return cause;
  if (cause.blame === 'local') return { ...cause, phase: 'connect' };
  return proxyFailure(proxy, 'proxy.unreachable', `cannot be reached (${cause.reason})`);
}

/** The end of a connection to the proxy before its answer was complete. */
export function cutOff(proxy: Proxy, end: ReadEnd, signal: AbortSignal): Failure {
  return end.kind === 'aborted'
    ? proxyAborted(proxy, signal)
    : proxyFailure(proxy, 'proxy.protocol.error', 'closed the connection instead of an answer');
}

/** The proxy wants credentials, or others: only the module can give them. */
export function authenticationRequired(proxy: Proxy): Failure {
  const what =
    proxy.user === undefined
      ? 'demands credentials: write them into its URL'
      : 'does not accept the credentials in its URL';
  return { ...proxyFailure(proxy, 'proxy.auth_required', what), blame: 'local' };
}

function nameOf({ hostname, port }: Proxy): string {
  return `${hostname.includes(':') ? `[${hostname}]` : hostname}:${port}`;
}
