import { getEventListeners, once } from 'node:events';
import { mkdirSync, rmSync, writeFileSync } from 'node:fs';
import net from 'node:net';
import path from 'node:path';
import type { SecureVersion, TLSSocket } from 'node:tls';
import { describe, expect, test } from 'vitest';
import type { ProbeContext } from '../../../../probes/contract.ts';
import { Secret } from '../../../../probes/secret.ts';
import { startTls, type TlsHandshake } from '../../../../probes/shared/tls/handshake.ts';
import type { TlsOptions, TlsVersionName } from '../../../../probes/shared/tls/options.ts';
import { tlsFailure } from '../../../../probes/shared/tls/tls-failure.ts';
import { bundle, type Minted, mint, mintAuthority, pem } from '../../../helpers/certificates.ts';
import { testContext } from '../../../helpers/context.ts';
import { openResources, settled } from '../../../helpers/open-resources.ts';
import { startTcpServer } from '../../../helpers/tcp-server.ts';
import { temporaryDirectory } from '../../../helpers/temporary-directory.ts';
import { startTlsServer } from '../../../helpers/tls-server.ts';

const root = mintAuthority('Root');
const inter = mintAuthority('Inter', { issuer: root });
const identity = mint({
  subject: 'leaf',
  issuer: inter,
  dnsNames: ['a.example'],
  ipAddresses: ['127.0.0.1'],
});
const expired = mint({
  issuer: root,
  dnsNames: ['a.example'],
  notBefore: new Date('2020-01-01T00:00:00Z'),
  notAfter: new Date('2021-01-01T00:00:00Z'),
});
const client = mint({ subject: 'client', issuer: root, extendedKeyUsage: ['clientAuth'] });
const strange = mint({
  subject: 'client',
  issuer: mintAuthority('Unknown'),
  extendedKeyUsage: ['clientAuth'],
});

const trusting: TlsOptions = {
  ca: { kind: 'inline', text: root.certPem },
  serverName: '',
  insecureSkipVerify: false,
};

interface Ask {
  readonly options?: Partial<TlsOptions>;
  readonly serverName?: string;
  readonly alpn?: readonly string[];
}

async function connected(port: number): Promise<net.Socket> {
  const socket = net.connect(port, '127.0.0.1');
  await once(socket, 'connect');
  return socket;
}

/** Ends the connection when all that it has to say is said. */
async function closed(socket: TLSSocket): Promise<void> {
  await new Promise<void>((resolve) => {
    socket.end(resolve);
  });
  socket.destroy();
}

/** Connects, starts TLS, and ends the connection, unless `use` wants it first. */
async function handshake(
  port: number,
  { options, serverName = 'a.example', alpn }: Ask = {},
  context?: ProbeContext,
): Promise<TlsHandshake> {
  using usual = testContext();
  const request = {
    options: { ...trusting, ...options },
    serverName,
    ...(alpn === undefined ? {} : { alpn }),
  };
  const result = await startTls(await connected(port), request, context ?? usual);
  if (result.ok) await closed(result.socket);
  return result;
}

const as = ({ certPem, keyPem }: Minted): Partial<TlsOptions> => ({
  cert: { kind: 'inline', text: certPem },
  key: { kind: 'inline', text: new Secret(keyPem) },
});

describe('a handshake', () => {
  test('shows version, cipher suite, protocol and the chain as sent', async () => {
    const stranger = mintAuthority('Stranger');
    await using server = await startTlsServer({
      identity,
      chain: [inter, stranger, root],
      alpn: ['h2', 'http/1.1'],
    });
    const result = await handshake(server.port, { alpn: ['h2', 'http/1.1'] });
    expect(result.ok && result.socket.alpnProtocol).toBe('h2');
    expect(result.evidence).toMatchObject({
      version: 'TLS 1.3',
      cipher: 'TLS_AES_256_GCM_SHA384',
      alpn: 'h2',
      verification: { kind: 'verified' },
      lastChainExpirySeconds: Date.parse(root.x509.validTo) / 1000,
    });
    expect(result.evidence?.chain.map(({ subject }) => subject)).toEqual([
      'CN=leaf',
      'CN=Inter',
      'CN=Stranger',
      'CN=Root',
    ]);
    expect(result.durationMs).toBeGreaterThan(0);
    expect(server.serverNames).toEqual(['a.example']);
  });

  test('carries data both ways and leaves one listener', async () => {
    await using server = await startTlsServer({
      identity,
      chain: [inter],
      onConnection: (peer) => peer.pipe(peer),
    });
    using context = testContext();
    const result = await startTls(
      await connected(server.port),
      { options: trusting, serverName: 'a.example' },
      context,
    );
    if (!result.ok) throw new Error(result.failure.detail);
    const { socket } = result;
    const listeners = (['OCSPResponse', 'secureConnect', 'error'] as const).map((event) =>
      socket.listenerCount(event),
    );
    socket.write('ping');
    const data = await new Promise<string>((resolve) => {
      socket.once('data', (bytes: Buffer) => resolve(bytes.toString()));
    });
    socket.destroy();
    expect(data).toBe('ping');
    expect(listeners).toEqual([0, 0, 1]);
    expect(getEventListeners(context.signal, 'abort')).toEqual([]);
  });

  test.each<[SecureVersion, TlsVersionName, string, string]>([
    ['TLSv1', 'TLS10', 'TLS 1.0', 'TLS_ECDHE_ECDSA_WITH_AES_256_CBC_SHA'],
    ['TLSv1.1', 'TLS11', 'TLS 1.1', 'TLS_ECDHE_ECDSA_WITH_AES_256_CBC_SHA'],
    ['TLSv1.2', 'TLS12', 'TLS 1.2', 'TLS_ECDHE_ECDSA_WITH_AES_256_GCM_SHA384'],
    ['TLSv1.3', 'TLS13', 'TLS 1.3', 'TLS_AES_256_GCM_SHA384'],
  ])('speaks %s when the module begins at %s', async (...[version, minVersion, label, cipher]) => {
    await using server = await startTlsServer({
      identity,
      chain: [inter],
      minVersion: version,
      maxVersion: version,
    });
    const { evidence } = await handshake(server.port, { options: { minVersion } });
    expect(evidence).toMatchObject({ version: label, cipher, verification: { kind: 'verified' } });
  });

  test.each([
    ['ECDHE-RSA-AES128-GCM-SHA256', 'TLS_ECDHE_RSA_WITH_AES_128_GCM_SHA256'],
    ['ECDHE-RSA-CHACHA20-POLY1305', 'TLS_ECDHE_RSA_WITH_CHACHA20_POLY1305_SHA256'],
    ['ECDHE-RSA-AES128-SHA', 'TLS_ECDHE_RSA_WITH_AES_128_CBC_SHA'],
  ])('accepts the suite %s', async (ciphers, cipher) => {
    const rsa = mint({ issuer: root, dnsNames: ['a.example'], key: 'rsa' });
    await using server = await startTlsServer({ identity: rsa, maxVersion: 'TLSv1.2', ciphers });
    expect((await handshake(server.port)).evidence).toMatchObject({
      cipher,
      verification: { kind: 'verified' },
    });
  });

  test.each(['AES128-GCM-SHA256', 'DHE-RSA-AES128-GCM-SHA256', 'ECDHE-RSA-AES128-SHA256'])(
    'does not offer the suite %s',
    async (ciphers) => {
      const rsa = mint({ issuer: root, dnsNames: ['a.example'], key: 'rsa' });
      await using server = await startTlsServer({ identity: rsa, maxVersion: 'TLSv1.2', ciphers });
      expect(await handshake(server.port)).toMatchObject({
        ok: false,
        failure: { phase: 'tls', reason: 'tls.version_or_cipher_mismatch', blame: 'target' },
      });
    },
  );

  test.each([
    ['an IP address', '127.0.0.1', []],
    ['a name with a dot at its end', 'a.example.', ['a.example']],
  ])('for %s verifies it and sends the right SNI', async (_, serverName, serverNames) => {
    await using server = await startTlsServer({ identity, chain: [inter] });
    expect((await handshake(server.port, { serverName })).ok).toBe(true);
    expect(server.serverNames).toEqual(serverNames);
  });

  test.each<SecureVersion>(['TLSv1.2', 'TLSv1.3'])('never resumes a session (%s)', async (maxVersion) => {
    const reused: boolean[] = [];
    const onConnection = (peer: TLSSocket): void => {
      reused.push(peer.isSessionReused());
    };
    await using server = await startTlsServer({ identity, chain: [inter], maxVersion, onConnection });
    await handshake(server.port);
    await handshake(server.port);
    await expect.poll(() => reused).toEqual([false, false]);
  });

  test('drops what came with plain text before it', async () => {
    const upgraded = await startTlsServer({ identity, chain: [inter] });
    await using server = upgraded;
    await using relay = await startTcpServer((socket) => {
      socket.write('220 ready\r\n220 more');
      socket.once('data', (hello) => {
        const onward = net.connect(server.port, '127.0.0.1');
        onward.on('error', () => {});
        onward.write(hello);
        socket.pipe(onward);
        onward.pipe(socket);
      });
    });
    using context = testContext();
    const socket = await connected(relay.port);
    await once(socket, 'readable');
    socket.read(1);
    const request = { options: trusting, serverName: 'a.example', after: 'plain text' } as const;
    const result = await startTls(socket, request, context);
    expect(result.ok).toBe(true);
    if (result.ok) result.socket.destroy();
  });

  test('sees at once that a peer speaks first, and plain text', async () => {
    await using server = await startTcpServer((socket) => socket.write('220 ready\r\n'));
    using context = testContext();
    const socket = await connected(server.port);
    socket.read(0);
    await once(socket, 'readable');
    const result = await startTls(socket, { options: trusting, serverName: 'a.example' }, context);
    expect(result).toMatchObject({ ok: false, failure: { reason: 'tls.protocol.error', blame: 'target' } });
  });
});

describe('a peer that is refused', () => {
  test.each<[string, Minted, readonly Minted[], Ask, string]>([
    ['expired', expired, [], {}, 'tls.cert.date_invalid'],
    ['self-signed', mint({ dnsNames: ['a.example'] }), [], {}, 'tls.cert.authority_invalid'],
    ['of another name', identity, [inter], { serverName: 'b.example' }, 'tls.cert.name_invalid'],
    ['of another address', identity, [inter], { serverName: '192.0.2.1' }, 'tls.cert.name_invalid'],
    [
      'signed with SHA-1',
      mint({ issuer: root, dnsNames: ['a.example'], hash: 'sha1' }),
      [],
      {},
      'tls.cert.invalid',
    ],
  ])('for being %s still shows its certificate', async (...[, server_, chain, ask, reason]) => {
    await using server = await startTlsServer({ identity: server_, chain });
    const result = await handshake(server.port, ask);
    expect(result).toMatchObject({
      ok: false,
      failure: { phase: 'tls', reason, blame: 'target' },
      evidence: {
        version: 'TLS 1.3',
        verification: { kind: 'refused', fault: reason.replace('tls.cert.', '') },
      },
    });
    expect(result.evidence?.chain[0]?.notAfterSeconds).toBe(Date.parse(server_.x509.validTo) / 1000);
    expect(result.evidence).not.toHaveProperty('lastChainExpirySeconds');
  });

  test('is judged by the clock of the run', async () => {
    await using server = await startTlsServer({ identity: expired });
    using usual = testContext();
    const atMs = Date.parse('2020-06-01T00:00:00Z');
    const clock = { ...usual.clock, monotonicMs: () => usual.clock.monotonicMs(), wallMs: () => atMs };
    const always = { notBefore: new Date('2019-01-01'), notAfter: new Date('2022-01-01') };
    const oldRoot = mintAuthority('Root', { keyOf: root, ...always });
    const options = { ca: { kind: 'inline', text: oldRoot.certPem } } as const;
    expect((await handshake(server.port, { options }, { ...usual, clock })).ok).toBe(true);
  });

  test.each<[string, Minted, string | undefined]>([
    ['expired', expired, 'date_invalid'],
    ['self-signed', mint({ dnsNames: ['a.example'] }), 'authority_invalid'],
    ['in order', mint({ issuer: root, dnsNames: ['a.example'] }), undefined],
  ])('is accepted with insecure_skip_verify, and told apart: %s', async (_, server_, wouldFailWith) => {
    await using server = await startTlsServer({ identity: server_ });
    const result = await handshake(server.port, { options: { insecureSkipVerify: true } });
    expect(result.ok).toBe(true);
    expect(result.evidence?.verification).toEqual({
      kind: 'skipped',
      ...(wouldFailWith === undefined ? {} : { wouldFailWith }),
    });
    expect(result.evidence).not.toHaveProperty('lastChainExpirySeconds');
  });

  test('needs no server name with insecure_skip_verify', async () => {
    await using server = await startTlsServer({ identity, chain: [inter] });
    const result = await handshake(server.port, { serverName: '', options: { insecureSkipVerify: true } });
    expect(result.ok).toBe(true);
    expect(server.serverNames).toEqual([]);
  });
});

describe('a client certificate', () => {
  test.each<SecureVersion>(['TLSv1.2', 'TLSv1.3'])(
    'is sent when the module has one (%s)',
    async (maxVersion) => {
      await using server = await startTlsServer({ identity, chain: [inter], clientCa: root, maxVersion });
      expect((await handshake(server.port, { options: as(client) })).ok).toBe(true);
      await expect.poll(() => server.connections.length).toBe(1);
      expect(server.clientErrorCodes).toEqual([]);
    },
  );

  test('missing ends the handshake in TLS 1.2, which keeps what it showed', async () => {
    await using server = await startTlsServer({
      identity,
      chain: [inter],
      clientCa: root,
      maxVersion: 'TLSv1.2',
    });
    expect(await handshake(server.port)).toMatchObject({
      ok: false,
      failure: { phase: 'tls', reason: 'tls.bad_client_auth_cert', blame: 'local' },
      evidence: {
        version: 'TLS 1.2',
        chain: [{ subject: 'CN=leaf' }, { subject: 'CN=Inter' }],
        verification: { kind: 'verified' },
      },
    });
  });

  test('missing shows in TLS 1.3 only at the first read', async () => {
    await using server = await startTlsServer({ identity, chain: [inter], clientCa: root });
    using context = testContext();
    const result = await startTls(
      await connected(server.port),
      { options: trusting, serverName: 'a.example' },
      context,
    );
    if (!result.ok) throw new Error(result.failure.detail);
    const error: unknown = await once(result.socket.resume(), 'end').catch((reason: unknown) => reason);
    expect(tlsFailure(error)).toMatchObject({ reason: 'tls.bad_client_auth_cert', blame: 'local' });
    result.socket.destroy();
  });
});

describe('a peer that does not shake hands', () => {
  test.each<[string, (socket: net.Socket) => void, string, string]>([
    [
      'speaks plain text',
      (s) => s.end('HTTP/1.1 400 Bad Request\r\n\r\nplain text'),
      'tls.protocol.error',
      'target',
    ],
    ['speaks first', (s) => s.write('220 mail.example ESMTP\r\n'), 'tls.protocol.error', 'target'],
    ['sends garbage', (s) => s.end(Buffer.alloc(400, 0xaa)), 'tls.protocol.error', 'target'],
    [
      'sends garbage in a handshake record',
      (s) => s.end(Buffer.concat([Buffer.from('1603030028', 'hex'), Buffer.alloc(40, 2)])),
      'tls.protocol.error',
      'target',
    ],
    ['closes at once', (s) => s.end(), 'tcp.closed', 'target'],
    ['closes after the hello', (s) => s.once('data', () => s.end()), 'tcp.closed', 'target'],
    ['resets after the hello', (s) => s.once('data', () => s.resetAndDestroy()), 'tcp.reset', 'target'],
  ])('but %s is a value', async (...[, talk, reason, blame]) => {
    await using server = await startTcpServer(talk);
    const result = await handshake(server.port);
    expect(result).toMatchObject({ ok: false, failure: { phase: 'tls', reason, blame } });
    expect(result.evidence).toBeUndefined();
    await server.untilIdle();
  });

  test.each<[string, SecureVersion, SecureVersion, Partial<TlsOptions>]>([
    ['speaks only TLS 1.1', 'TLSv1.1', 'TLSv1.1', {}],
    ['speaks only TLS 1.3', 'TLSv1.3', 'TLSv1.3', { maxVersion: 'TLS12' }],
  ])('but %s mismatches', async (...[, minVersion, maxVersion, options]) => {
    await using server = await startTlsServer({ identity, chain: [inter], minVersion, maxVersion });
    expect(await handshake(server.port, { options })).toMatchObject({
      ok: false,
      failure: { phase: 'tls', reason: 'tls.version_or_cipher_mismatch', blame: 'target' },
    });
  });

  test('is left at the deadline', async () => {
    await using server = await startTcpServer(() => {});
    using context = testContext({ timeoutMs: 50 });
    const result = await handshake(server.port, {}, context);
    expect(result).toMatchObject({
      ok: false,
      failure: { phase: 'tls', reason: 'tls.timed_out', blame: 'target' },
    });
    await server.untilIdle();
  });

  test('is left when nobody waits any more', async () => {
    const controller = new AbortController();
    await using server = await startTcpServer((socket) => socket.once('data', () => controller.abort()));
    using context = testContext({ signal: controller.signal });
    expect(await handshake(server.port, {}, context)).toMatchObject({
      ok: false,
      failure: { phase: 'tls', reason: 'local.aborted', blame: 'local' },
    });
    await server.untilIdle();
  });

  test('leaves no socket open, nor does one that does', async () => {
    await settled();
    await using silent = await startTcpServer((socket) => socket.once('data', () => socket.end('no TLS')));
    await using server = await startTlsServer({ identity, chain: [inter] });
    const sockets = (): readonly string[] => openResources().filter((kind) => kind === 'socket');
    const before = sockets();
    await handshake(silent.port);
    await handshake(server.port);
    await handshake(server.port, { serverName: 'b.example' });
    await silent.untilIdle();
    await settled();
    await expect.poll(sockets).toEqual(before);
  });
});

describe('a handshake over TLS 1.2 that a relay spoils', () => {
  /** Passes bytes on in both directions; `spoil` may change what the server sends. */
  function relayTo(
    port: number,
    hooks: {
      readonly onClientBytes?: (count: number) => boolean;
      readonly spoil?: (bytes: Buffer) => Buffer;
    },
  ) {
    return startTcpServer((socket) => {
      const onward = net.connect(port, '127.0.0.1');
      let count = 0;
      onward.on('error', () => {});
      onward.on('data', (bytes) => socket.write(hooks.spoil?.(bytes) ?? bytes));
      onward.on('close', () => socket.destroy());
      socket.on('data', (bytes) => {
        count += 1;
        if (hooks.onClientBytes?.(count) ?? true) onward.write(bytes);
      });
      socket.on('close', () => onward.destroy());
    });
  }

  test('keeps the certificate when time runs out after it', async () => {
    const controller = new AbortController();
    await using server = await startTlsServer({ identity, chain: [inter], maxVersion: 'TLSv1.2' });
    await using relay = await relayTo(server.port, {
      onClientBytes: (count) => {
        if (count > 1) controller.abort();
        return count === 1;
      },
    });
    using context = testContext({ signal: controller.signal });
    expect(await handshake(relay.port, {}, context)).toMatchObject({
      ok: false,
      failure: { phase: 'tls', reason: 'local.aborted' },
      evidence: {
        version: 'TLS 1.2',
        cipher: 'TLS_ECDHE_ECDSA_WITH_AES_256_GCM_SHA384',
        chain: [{ subject: 'CN=leaf' }, { subject: 'CN=Inter' }],
        verification: { kind: 'verified' },
      },
    });
  });

  test.each<[string, number, number]>([
    ['the outermost tag', 0, 0xff],
    ['the length', 1, 0x84],
    ['a byte of the version', 9, 0x7f],
  ])('is a value when %s of the certificate is changed', async (_, offset, byte) => {
    await using server = await startTlsServer({ identity, chain: [inter], maxVersion: 'TLSv1.2' });
    await using relay = await relayTo(server.port, {
      spoil: (bytes) => {
        const at = bytes.indexOf(identity.der);
        if (at === -1) return bytes;
        const spoilt = Buffer.from(bytes);
        spoilt[at + offset] = byte;
        return spoilt;
      },
    });
    const result = await handshake(relay.port, { options: { insecureSkipVerify: true } });
    expect(result).toMatchObject({
      ok: false,
      failure: { phase: 'tls', reason: 'tls.protocol.error', blame: 'target' },
    });
  });
});

describe('before anything is sent, a failure of our own', () => {
  const folder = '/nonexistent';

  test.each<[string, Partial<TlsOptions>, string]>([
    ['a CA file that is missing', { ca: { kind: 'file', path: `${folder}/ca.pem` } }, 'local.file'],
    ['a folder as CA file', { ca: { kind: 'file', path: '/' } }, 'local.file'],
    [
      'a CA without a certificate',
      { ca: { kind: 'inline', text: 'this is no certificate' } },
      'local.options',
    ],
    ['an empty CA', { ca: { kind: 'inline', text: '' } }, 'local.options'],
    [
      'a broken certificate as CA',
      { ca: { kind: 'inline', text: pem(Buffer.from('junk')) } },
      'local.options',
    ],
    ['a CA of a secret store', { ca: { kind: 'ref', name: 'vault' } }, 'local.options'],
    ['a key of a secret store', { ...as(client), key: { kind: 'ref', name: 'vault' } }, 'local.options'],
    [
      'a key file that is missing',
      { ...as(client), key: { kind: 'file', path: `${folder}/key` } },
      'local.file',
    ],
    ['the key of another certificate', { ...as(client), key: as(strange).key }, 'local.options'],
    [
      'a certificate that is none',
      { ...as(client), cert: { kind: 'inline', text: 'junk' } },
      'local.options',
    ],
    ['a minimum above the maximum', { minVersion: 'TLS13', maxVersion: 'TLS12' }, 'local.options'],
  ])('is %s', async (_, options, reason) => {
    const received: Buffer[] = [];
    await using server = await startTcpServer((socket) => {
      socket.on('data', (data) => received.push(data));
      socket.on('end', () => socket.end());
    });
    expect(await handshake(server.port, { options })).toMatchObject({
      ok: false,
      failure: { phase: 'tls', reason, blame: 'local' },
    });
    await server.untilAccepted(1);
    await server.untilIdle();
    expect(received).toEqual([]);
  });

  test('is the want of a name to verify', async () => {
    await using server = await startTlsServer({ identity });
    expect(await handshake(server.port, { serverName: '' })).toMatchObject({
      ok: false,
      durationMs: 0,
      failure: { phase: 'tls', reason: 'local.options', blame: 'local' },
    });
  });

  test('never tells the key', async () => {
    await using server = await startTlsServer({ identity });
    const options = { ...as(client), key: { kind: 'inline', text: new Secret('tops3cret') } } as const;
    const result = await handshake(server.port, { options });
    expect(result).toMatchObject({ ok: false, failure: { reason: 'local.options' } });
    expect(JSON.stringify(result)).not.toContain('tops3cret');
  });

  test('is told when the run has ended already', async () => {
    await using server = await startTlsServer({ identity });
    using context = testContext({ signal: AbortSignal.abort() });
    expect(await handshake(server.port, {}, context)).toMatchObject({
      ok: false,
      failure: { phase: 'tls', reason: 'local.aborted' },
    });
  });
});

describe('files', () => {
  test('are read anew for each handshake', async () => {
    using directory = temporaryDirectory();
    const ca = path.join(directory.path, 'ca.pem');
    const cert = path.join(directory.path, 'cert.pem');
    const key = path.join(directory.path, 'key.pem');
    const options: Partial<TlsOptions> = {
      ca: { kind: 'file', path: ca },
      cert: { kind: 'file', path: cert },
      key: { kind: 'file', path: key },
    };
    await using server = await startTlsServer({
      identity,
      chain: [inter],
      clientCa: root,
      maxVersion: 'TLSv1.2',
    });
    const reasons: string[] = [];
    const attempt = async (authority: Minted, { certPem, keyPem }: Minted): Promise<void> => {
      writeFileSync(ca, `\n ${bundle(authority)}\n\n`);
      writeFileSync(cert, `\n${certPem}\n`);
      writeFileSync(key, `\n${keyPem}\n`);
      const result = await handshake(server.port, { options });
      reasons.push(result.ok ? 'ok' : result.failure.reason);
    };
    await attempt(root, client);
    await attempt(strange, client);
    await attempt(root, { ...client, keyPem: strange.keyPem });
    await attempt(root, client);
    rmSync(ca);
    mkdirSync(ca);
    const result = await handshake(server.port, { options });
    reasons.push(result.ok ? 'ok' : result.failure.reason);
    expect(reasons).toEqual(['ok', 'tls.cert.authority_invalid', 'local.file', 'ok', 'local.file']);
  });

  test('of the system say whom to trust when no CA is given', async () => {
    await using server = await startTlsServer({ identity, chain: [inter] });
    using context = testContext();
    const options = { serverName: '', insecureSkipVerify: false };
    const result = await startTls(
      await connected(server.port),
      { options, serverName: 'a.example' },
      context,
    );
    expect(result).toMatchObject({ ok: false, failure: { reason: 'tls.cert.authority_invalid' } });
  });
});
