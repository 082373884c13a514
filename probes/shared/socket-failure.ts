import type { Blame, Failure, FailurePhase, FailureReason } from '../failure.ts';

interface Meaning {
  readonly reason: FailureReason;
  readonly blame: Blame;
  readonly what: string;
}

const unreachable = { reason: 'tcp.address_unreachable', blame: 'network' } as const;
const exhausted = { reason: 'local.resources', blame: 'local' } as const;
const forbidden = { reason: 'local.permission', blame: 'local' } as const;
const closed = { reason: 'tcp.closed', blame: 'target' } as const;
const reset = { reason: 'tcp.reset', blame: 'target' } as const;

/** What the error codes of connect(2), bind(2), read(2), write(2) and node:stream say about whose fault it was. */
const meanings: ReadonlyMap<string, Meaning> = new Map<string, Meaning>([
  ['ECONNREFUSED', { reason: 'tcp.refused', blame: 'target', what: 'the target refused the connection' }],
  ['ECONNRESET', { ...reset, what: 'the target reset the connection' }],
  ['EPIPE', { ...reset, what: 'the target had closed the connection before it was written to' }],
  ['ERR_STREAM_DESTROYED', { ...closed, what: 'the connection was closed before it was written to' }],
  ['ERR_STREAM_PREMATURE_CLOSE', { ...closed, what: 'the target closed the connection too early' }],
  ['ECONNABORTED', { ...reset, what: 'the connection was aborted' }],
  ['EHOSTUNREACH', { ...unreachable, what: 'no route leads to the host' }],
  ['EHOSTDOWN', { ...unreachable, what: 'the host is down' }],
  ['ENETUNREACH', { ...unreachable, what: 'no route leads to the network' }],
  ['ENETDOWN', { ...unreachable, what: 'the network interface is down' }],
  [
    'ETIMEDOUT',
    { reason: 'tcp.timed_out', blame: 'network', what: 'the kernel gave up waiting for an answer' },
  ],
  ['EMFILE', { ...exhausted, what: 'this process has too many open files' }],
  ['ENFILE', { ...exhausted, what: 'this host has too many open files' }],
  ['ENOBUFS', { ...exhausted, what: 'this host has no buffer space left' }],
  ['ENOMEM', { ...exhausted, what: 'this host has no memory left' }],
  ['EAGAIN', { ...exhausted, what: 'this host has no local port or route entry left' }],
  ['EADDRINUSE', { ...exhausted, what: 'this host has no free local port' }],
  ['EADDRNOTAVAIL', { ...exhausted, what: 'this host has no local address or port for the connection' }],
  ['EACCES', { ...forbidden, what: 'this host does not permit the connection' }],
  ['EPERM', { ...forbidden, what: 'this host does not permit the connection' }],
  [
    'EAFNOSUPPORT',
    {
      reason: 'tcp.address_unreachable',
      blame: 'local',
      what: 'this host does not speak that address family',
    },
  ],
  [
    'EINVAL',
    { reason: 'tcp.address_unreachable', blame: 'local', what: 'this host cannot use the address as given' },
  ],
]);

/**
 * The failure that a socket's error stands for, told by its `code`, which is looked for in the error, in its
 * `cause` and in the errors of an `AggregateError`, however they are nested.
 */
export function socketFailure(error: unknown, phase: FailurePhase): Failure {
  let firstCode: string | undefined;
  for (const { code, syscall } of systemErrors(error)) {
    const meaning = code === 'EADDRNOTAVAIL' && syscall === 'bind' ? foreignSource : meanings.get(code);
    if (meaning !== undefined) {
      return { phase, reason: meaning.reason, blame: meaning.blame, detail: `${meaning.what} (${code})` };
    }
    firstCode ??= code;
  }
  return {
    phase,
    reason: 'tcp.failed',
    blame: 'network',
    detail: `the connection failed${suffix(firstCode)}`,
  };
}

const foreignSource: Meaning = {
  reason: 'local.source_address',
  blame: 'local',
  what: 'the source address is not one of this host',
};

function suffix(code: string | undefined): string {
  return code === undefined ? '' : ` (${code})`;
}

/** The coded errors within `error`, outermost first; each is visited once, so that cycles end. */
function systemErrors(error: unknown): readonly { readonly code: string; readonly syscall: unknown }[] {
  const found: { readonly code: string; readonly syscall: unknown }[] = [];
  const seen = new Set<unknown>([error]);
  for (const current of seen) {
    if (!(current instanceof Error)) continue;
    if ('code' in current && typeof current.code === 'string') {
      found.push({ code: current.code, syscall: 'syscall' in current ? current.syscall : undefined });
    }
    seen.add(current.cause);
    if (current instanceof AggregateError) for (const inner of current.errors) seen.add(inner);
  }
  return found;
}
