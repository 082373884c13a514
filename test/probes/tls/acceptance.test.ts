import { once } from 'node:events';
import net from 'node:net';
import { createServer, type TLSSocket } from 'node:tls';
import { expect, test } from 'vitest';
import { RunAbandoned } from '../../../probes/abort.ts';
import { startTls } from '../../../probes/shared/tls/handshake.ts';
import { untilAccepted } from '../../../probes/tls/acceptance.ts';
import { mint } from '../../helpers/certificates.ts';
import { testContext } from '../../helpers/context.ts';
import { portOf } from '../../helpers/port-of.ts';

const identity = mint({ dnsNames: ['a.example'] });

/** How many session tickets Node.js sends when a handshake of TLS 1.3 is over. */
const tickets = 2;

/** A connection on which the server has said all that it says by itself, and reacts to our end as given. */
async function connection(react: (peer: TLSSocket, below: net.Socket) => void) {
  let below: net.Socket | undefined;
  const server = createServer(
    { cert: identity.certPem, key: identity.keyPem, allowHalfOpen: true, minVersion: 'TLSv1.3' },
    (peer) => {
      peer.on('error', () => {});
      peer.on('end', () => below !== undefined && react(peer, below));
      peer.resume();
    },
  );
  server.on('connection', (socket: net.Socket) => {
    below = socket;
  });
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  const plain = net.connect({ port: portOf(server), host: '127.0.0.1', allowHalfOpen: true });
  await once(plain, 'connect');
  using context = testContext();
  const options = { serverName: '', insecureSkipVerify: true };
  const handshake = await startTls(plain, { options, serverName: 'a.example' }, context);
  if (!handshake.ok) throw new Error(handshake.failure.detail);
  for (let seen = 0; seen < tickets; seen += 1) await once(handshake.socket, 'session');
  return {
    socket: handshake.socket,
    [Symbol.asyncDispose]: async () => {
      handshake.socket.destroy();
      below?.destroy();
      server.close();
      await once(server, 'close');
    },
  };
}

test.each<[string, (peer: TLSSocket) => void]>([
  ['closes in order', (peer) => peer.end()],
  ['says something', (peer) => peer.write('hello')],
])('holds a peer for content that %s', async (_, react) => {
  await using peer = await connection(react);
  using context = testContext();
  expect(await untilAccepted(peer.socket, context)).toBeUndefined();
  expect(peer.socket.listenerCount('session')).toBe(0);
});

test('tells that a peer resets the connection', async () => {
  await using peer = await connection((_, below) => below.resetAndDestroy());
  using context = testContext();
  expect(await untilAccepted(peer.socket, context)).toMatchObject({ phase: 'tls', reason: 'tcp.reset' });
});

test('ends at the deadline with a peer that does not react', async () => {
  await using peer = await connection(() => {});
  using context = testContext({ timeoutMs: 100 });
  expect(await untilAccepted(peer.socket, context)).toEqual({
    phase: 'tls',
    reason: 'tls.timed_out',
    blame: 'target',
    detail:
      'no result within 0.1 s: time ran out during the TLS handshake, before the peer accepted our ' +
      'certificate or its absence',
  });
});

test('ends at once when nobody waits any more', async () => {
  await using peer = await connection(() => {});
  const signal = AbortSignal.abort(new RunAbandoned('gone'));
  expect(await untilAccepted(peer.socket, { signal })).toMatchObject({ reason: 'local.aborted' });
});
