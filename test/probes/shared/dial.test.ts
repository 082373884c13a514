import { getEventListeners, once } from 'node:events';
import net from 'node:net';
import { expect, test } from 'vitest';
import type { Clock } from '../../../probes/contract.ts';
import { type DialRequest, dial } from '../../../probes/shared/dial.ts';
import { testContext } from '../../helpers/context.ts';
import { fullBacklog } from '../../helpers/full-backlog.ts';
import { closedPort, startTcpServer } from '../../helpers/tcp-server.ts';

function loopback(port: number, sourceIpAddress = ''): DialRequest {
  const host = '127.0.0.1';
  return { scheme: 'tcp', host, address: { family: 4, address: host }, port, sourceIpAddress };
}

test('hands over a connected socket without listeners of its own', async () => {
  await using server = await startTcpServer((socket) => socket.end('hello'));
  using context = testContext();
  const dialled = await dial(loopback(server.port), context);
  if (!dialled.ok) throw new Error(dialled.failure.detail);
  const { socket } = dialled;
  try {
    expect(socket.remotePort).toBe(server.port);
    expect(socket.listenerCount('error')).toBe(0);
    expect(socket.listenerCount('connect')).toBe(0);
    expect(getEventListeners(context.signal, 'abort')).toHaveLength(0);
    const greeting: readonly unknown[] = await once(socket, 'data');
    expect(String(greeting[0])).toBe('hello');
  } finally {
    socket.destroy();
  }
});

test('connects over IPv6', async () => {
  await using server = await startTcpServer(() => {}, '::1');
  using context = testContext();
  const to: DialRequest = {
    scheme: 'tcp',
    host: '::1',
    address: { family: 6, address: '::1' },
    port: server.port,
    sourceIpAddress: '::1',
  };
  const dialled = await dial(to, context);
  expect(dialled).toMatchObject({ ok: true });
  if (dialled.ok) dialled.socket.destroy();
});

test.each([
  ['an IPv4 address', '127.0.0.77'],
  ['an IPv4-mapped address', '::ffff:127.0.0.77'],
])('connects from the source address: %s', async (_name, source) => {
  const seen: (string | undefined)[] = [];
  await using server = await startTcpServer((socket) => seen.push(socket.remoteAddress));
  using context = testContext();
  const dialled = await dial(loopback(server.port, source), context);
  await server.untilAccepted(1);
  if (dialled.ok) dialled.socket.destroy();
  expect(seen).toEqual(['127.0.0.77']);
});

test.each([
  ['a name', 'localhost', 'source address "localhost" is not an IP address'],
  ['the other family', '::1', 'source address ::1 cannot reach 127.0.0.1: other address family'],
  ['a zone', 'fe80::1%lo', 'source address "fe80::1%lo" is not an IP address'],
  ['an address of another host', '192.0.2.1', 'the source address is not one of this host (EADDRNOTAVAIL)'],
])('blames this host for a source address that is %s', async (_name, source, detail) => {
  await using server = await startTcpServer(() => {});
  using context = testContext();
  expect(await dial(loopback(server.port, source), context)).toMatchObject({
    ok: false,
    failure: { phase: 'connect', reason: 'local.source_address', blame: 'local', detail },
  });
  expect(server.accepted()).toBe(0);
});

test.each([
  ['nothing listens', closedPort],
  ['the port is 0', () => Promise.resolve(0)],
])('reports refused when %s', async (_name, choosePort) => {
  using context = testContext();
  expect(await dial(loopback(await choosePort()), context)).toMatchObject({
    ok: false,
    failure: { phase: 'connect', reason: 'tcp.refused', blame: 'target' },
  });
});

test('ends at the deadline when nobody answers the handshake, and leaves no socket', async () => {
  await using target = await fullBacklog();
  using context = testContext({ timeoutMs: 60 });
  expect(await dial(loopback(target.port), context)).toMatchObject({
    ok: false,
    failure: {
      phase: 'connect',
      reason: 'tcp.timed_out',
      blame: 'network',
      detail: 'no result within 0.06 s: time ran out while connecting',
    },
  });
  expect(getEventListeners(context.signal, 'abort')).toHaveLength(0);
});

test('does not connect at all when the run is over before it starts', async () => {
  await using server = await startTcpServer(() => {});
  using context = testContext({ timeoutMs: 0 });
  expect(await dial(loopback(server.port), context)).toMatchObject({
    ok: false,
    failure: { phase: 'connect', reason: 'local.no_time', blame: 'local' },
  });
  await using probe = await startTcpServer((socket) => socket.end());
  await once(net.connect(probe.port, '127.0.0.1').resume(), 'close');
  expect(server.accepted()).toBe(0);
});

test('measures the attempt on the clock of the run', async () => {
  const readings = [0, 90, 100, 130];
  const clock: Clock = { monotonicMs: () => readings.shift() ?? 130, wallMs: () => 0 };
  await using server = await startTcpServer(() => {});
  using context = testContext({ clock });
  const dialled = await dial(loopback(server.port), context);
  if (dialled.ok) dialled.socket.destroy();
  expect(dialled.durationMs).toBe(30);
});
