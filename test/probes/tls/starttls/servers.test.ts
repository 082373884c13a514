import { spawn } from 'node:child_process';
import { once } from 'node:events';
import net, { type Socket } from 'node:net';
import { text } from 'node:stream/consumers';
import { setImmediate } from 'node:timers/promises';
import { describe, expect, test } from 'vitest';
import { tlsProber } from '../../../../probes/tls/prober.ts';
import { startTlsNames } from '../../../../probes/tls/starttls/protocols.ts';
import { mint, mintAuthority } from '../../../helpers/certificates.ts';
import { testContext } from '../../../helpers/context.ts';
import { hasOpenSsl } from '../../../helpers/openssl.ts';
import { startTlsServers } from '../../../helpers/starttls-servers.ts';
import { startTcpServer } from '../../../helpers/tcp-server.ts';
import { tlsProbeOptionsWith } from '../../../helpers/tls-options.ts';
import { talkTls } from '../../../helpers/tls-talk.ts';

const root = mintAuthority('Root');
const secure = talkTls(mint({ subject: 'leaf', issuer: root, dnsNames: ['a.example'] }));
const tlsOptions = {
  ca: { kind: 'inline', text: root.certPem },
  serverName: 'a.example',
  insecureSkipVerify: false,
} as const;

/** Passes on what the server says one byte at a time, each in a turn of its own. */
async function dripFrom(server: Socket, client: Socket): Promise<void> {
  server.setNoDelay();
  for await (const chunk of server) {
    if (!Buffer.isBuffer(chunk)) continue;
    for (const byte of chunk) {
      client.write(Buffer.from([byte]));
      await setImmediate();
    }
  }
  client.end();
}

describe('STARTTLS with a server of', () => {
  test.each(startTlsNames)('%s leads to its certificate', async (name) => {
    await using server = await startTcpServer((socket) => startTlsServers[name](socket, secure));
    using context = testContext();
    const options = tlsProbeOptionsWith({ tlsOptions, startTls: name });
    const outcome = await tlsProber.probe({ text: server.target }, options, context);
    expect(outcome).toMatchObject({
      ok: true,
      tls: { chain: [{ subject: 'CN=leaf' }], verification: { kind: 'verified' } },
      observations: { startTls: name },
    });
    expect(Object.keys(outcome.phases)).toEqual(['resolve', 'connect', 'processing', 'tls']);
  });

  test.each(startTlsNames)('%s works byte by byte', async (name) => {
    await using server = await startTcpServer((socket) => startTlsServers[name](socket, secure));
    await using relay = await startTcpServer((socket) => {
      const upstream = net.connect(server.port, '127.0.0.1');
      socket.setNoDelay().pipe(upstream);
      // The client ends the connection when it has seen enough.
      dripFrom(upstream, socket).catch(() => socket.destroy());
    });
    using context = testContext();
    const options = tlsProbeOptionsWith({ tlsOptions, startTls: name });
    expect(await tlsProber.probe({ text: relay.target }, options, context)).toMatchObject({ ok: true });
  });
});

describe.skipIf(!hasOpenSsl())("our servers satisfy OpenSSL's client of", () => {
  test.each(startTlsNames)('%s', async (name) => {
    await using server = await startTcpServer((socket) => startTlsServers[name](socket, secure));
    const args = ['s_client', '-connect', server.target, '-starttls', name, '-name', 'a.example'];
    const client = spawn('openssl', args);
    client.stdin.end();
    const [shown] = await Promise.all([text(client.stdout), text(client.stderr), once(client, 'exit')]);
    expect(shown).toContain('subject=CN = leaf');
  });
});
