import type { Socket } from 'node:net';
import { describe, expect, test } from 'vitest';
import { tlsProber } from '../../../../probes/tls/prober.ts';
import { type StartTlsName, startTlsNames } from '../../../../probes/tls/starttls/protocols.ts';
import { testContext } from '../../../helpers/context.ts';
import { startTlsServers } from '../../../helpers/starttls-servers.ts';
import { startTcpServer } from '../../../helpers/tcp-server.ts';
import { tlsProbeOptionsWith } from '../../../helpers/tls-options.ts';

type Talk = (socket: Socket) => void;

async function probe(startTls: StartTlsName, talk: Talk, timeoutMs: number) {
  await using server = await startTcpServer(talk);
  using context = testContext({ timeoutMs });
  const tlsOptions = { serverName: 'a.example', insecureSkipVerify: true };
  const options = tlsProbeOptionsWith({ startTls, tlsOptions });
  const outcome = await tlsProber.probe({ text: server.target }, options, context);
  await server.untilIdle();
  return outcome;
}

function flood(chunk: string): Talk {
  return (socket) => {
    const pump = (): void => {
      while (!socket.destroyed && socket.write(chunk));
    };
    socket.on('drain', pump);
    pump();
  };
}

const drip: Talk = (socket) => {
  const timer = setInterval(() => socket.write('2'), 2);
  socket.on('close', () => clearInterval(timer));
};

describe.each(startTlsNames)('STARTTLS of %s', (name) => {
  test.each<[string, Talk, string]>([
    ['says nothing', () => {}, 'dialogue.timed_out'],
    ['closes at once', (socket) => socket.end(), 'dialogue.closed'],
    ['resets at once', (socket) => socket.resetAndDestroy(), 'tcp.reset'],
  ])('with a peer that %s ends with a reason', async (_, talk, reason) => {
    expect(await probe(name, talk, 200)).toMatchObject({ ok: false, failure: { reason } });
  });

  test.each<[string, Talk]>([
    ['floods without a line feed', flood('x'.repeat(65_536))],
    ['floods with line feeds', flood('\n'.repeat(65_536))],
    ['greets without end', flood('220-welcome\r\n'.repeat(5000))],
    ['drips', drip],
    ['sends a length and no more', (socket) => socket.write(Buffer.from('30820fff', 'hex'))],
    ['is a web server', (socket) => socket.end('HTTP/1.1 400 Bad Request\r\n\r\n')],
  ])('with a peer that %s ends in time, with a reason of the dialogue', async (_, talk) => {
    const outcome = await probe(name, talk, 200);
    expect(outcome.ok ? 'success' : outcome.failure.reason).toMatch(/^dialogue\./);
    expect(outcome).not.toHaveProperty('tls');
  });

  test('with a peer that goes on in plain text after its go-ahead fails in TLS', async () => {
    const talk: Talk = (socket) => {
      startTlsServers[name](socket, (ready) => {
        ready.once('data', () => ready.write('this is not TLS at all\r\n'));
        ready.resume();
      });
    };
    expect(await probe(name, talk, 5000)).toMatchObject({
      ok: false,
      failure: { phase: 'tls', reason: 'tls.protocol.error' },
      observations: { startTls: name },
    });
  });

  test('with a peer that is silent after its go-ahead runs out of time in TLS', async () => {
    const talk: Talk = (socket) => startTlsServers[name](socket, (ready) => ready.resume());
    expect(await probe(name, talk, 200)).toMatchObject({
      ok: false,
      failure: { phase: 'tls', reason: 'tls.timed_out' },
    });
  });
});

test.each<[string, StartTlsName, Talk, string, string]>([
  [
    'an oversized greeting',
    'smtp',
    flood('x'.repeat(65_536)),
    'dialogue.line_too_long',
    'the target sent a line of more than 64 KiB',
  ],
  [
    'a server without STARTTLS',
    'smtp',
    (socket) => socket.write('220 hi\r\n250 me\r\n'),
    'dialogue.starttls_refused',
    'the mail server does not offer STARTTLS',
  ],
  [
    'a close in the middle of an answer',
    'ldap',
    (socket) => socket.end(Buffer.from('300c0201', 'hex')),
    'dialogue.closed',
    'the target closed the connection before TLS could start',
  ],
  [
    'a lying length',
    'ldap',
    (socket) => socket.write(Buffer.from('30847fffffff', 'hex')),
    'dialogue.malformed',
    'the answer claims to have 2147483647 bytes',
  ],
])('%s of %s is told', async (_, name, talk, reason, detail) => {
  expect(await probe(name, talk, 5000)).toMatchObject({
    ok: false,
    failure: { phase: 'response', reason, blame: 'target', detail },
  });
});
