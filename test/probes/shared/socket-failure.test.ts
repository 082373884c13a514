import { expect, test } from 'vitest';
import { socketFailure } from '../../../probes/shared/socket-failure.ts';

function coded(code: string, more: { readonly syscall?: string; readonly cause?: unknown } = {}): Error {
  const error = new Error('a text that nobody reads', { cause: more.cause });
  return Object.assign(error, { code, ...(more.syscall === undefined ? {} : { syscall: more.syscall }) });
}

test.each([
  ['ECONNREFUSED', 'tcp.refused', 'target', 'the target refused the connection (ECONNREFUSED)'],
  ['ECONNRESET', 'tcp.reset', 'target', 'the target reset the connection (ECONNRESET)'],
  ['EPIPE', 'tcp.reset', 'target', 'the target had closed the connection before it was written to (EPIPE)'],
  ['EHOSTUNREACH', 'tcp.address_unreachable', 'network', 'no route leads to the host (EHOSTUNREACH)'],
  ['ENETUNREACH', 'tcp.address_unreachable', 'network', 'no route leads to the network (ENETUNREACH)'],
  ['ETIMEDOUT', 'tcp.timed_out', 'network', 'the kernel gave up waiting for an answer (ETIMEDOUT)'],
  ['EMFILE', 'local.resources', 'local', 'this process has too many open files (EMFILE)'],
  ['ENFILE', 'local.resources', 'local', 'this host has too many open files (ENFILE)'],
  ['ENOBUFS', 'local.resources', 'local', 'this host has no buffer space left (ENOBUFS)'],
  ['ENOMEM', 'local.resources', 'local', 'this host has no memory left (ENOMEM)'],
  ['EADDRINUSE', 'local.resources', 'local', 'this host has no free local port (EADDRINUSE)'],
  [
    'EADDRNOTAVAIL',
    'local.resources',
    'local',
    'this host has no local address or port for the connection (EADDRNOTAVAIL)',
  ],
  ['EACCES', 'local.permission', 'local', 'this host does not permit the connection (EACCES)'],
  ['EPERM', 'local.permission', 'local', 'this host does not permit the connection (EPERM)'],
  ['EWHATEVER', 'tcp.failed', 'network', 'the connection failed (EWHATEVER)'],
] as const)('tells %s by its code', (...[code, reason, blame, detail]) => {
  expect(socketFailure(coded(code), 'connect')).toEqual({ phase: 'connect', reason, blame, detail });
});

test('blames the source address for an address that cannot be bound', () => {
  expect(socketFailure(coded('EADDRNOTAVAIL', { syscall: 'bind' }), 'connect')).toEqual({
    phase: 'connect',
    reason: 'local.source_address',
    blame: 'local',
    detail: 'the source address is not one of this host (EADDRNOTAVAIL)',
  });
});

const loop = coded('EOUTER');
loop.cause = new Error('middle', { cause: loop });

test.each([
  [
    'in the cause of the cause',
    new Error('a', { cause: new Error('b', { cause: coded('ECONNRESET') }) }),
    'tcp.reset',
  ],
  ['behind a code that says nothing', coded('UND_ERR', { cause: coded('ECONNREFUSED') }), 'tcp.refused'],
  ['within an aggregate', new AggregateError([new Error('a'), coded('EMFILE')]), 'local.resources'],
  ['nowhere in a cycle', loop, 'tcp.failed'],
  ['nowhere in an error without a code', new Error('ECONNREFUSED'), 'tcp.failed'],
  ['nowhere in what is no error', 'ECONNREFUSED', 'tcp.failed'],
  ['nowhere in nothing', undefined, 'tcp.failed'],
] as const)('looks for the code: %s', (_name, error, reason) => {
  expect(socketFailure(error, 'response')).toMatchObject({ phase: 'response', reason });
});
