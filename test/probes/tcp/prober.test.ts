import type net from 'node:net';
import tls from 'node:tls';
import { expect, test } from 'vitest';
import type { Outcome, Target } from '../../../probes/contract.ts';
import type { DialogueStep } from '../../../probes/shared/dialogue-options.ts';
import type { DialogueRunObservations } from '../../../probes/shared/dialogue-run.ts';
import type { TcpOptions } from '../../../probes/tcp/options.ts';
import { tcpProber } from '../../../probes/tcp/prober.ts';
import { mint, mintAuthority } from '../../helpers/certificates.ts';
import { fixedResolver, testContext } from '../../helpers/context.ts';
import { regexp } from '../../helpers/regexp.ts';
import { tcpOptionsWith } from '../../helpers/tcp-options.ts';
import { closedPort, startTcpServer } from '../../helpers/tcp-server.ts';
import { startTlsServer } from '../../helpers/tls-server.ts';

const authority = mintAuthority('Test Root');
const identity = mint({ issuer: authority, dnsNames: ['mail.test'] });
const trusting = {
  serverName: '',
  insecureSkipVerify: false,
  ca: { kind: 'inline', text: authority.certPem },
} as const;

const resolver = fixedResolver({
  'dual.test': ['127.0.0.1', '::1'],
  'mail.test': ['127.0.0.1'],
  'v4.test': ['127.0.0.1'],
});

async function probe(
  target: string | Target,
  changes: Partial<TcpOptions> = {},
  timeoutMs = 5000,
): Promise<Outcome<DialogueRunObservations>> {
  using context = testContext({ resolver, timeoutMs });
  const text = typeof target === 'string' ? { text: target } : target;
  return await tcpProber.probe(text, tcpOptionsWith(changes), context);
}

function names(outcome: Outcome<DialogueRunObservations>): string[] {
  return tcpProber.metrics(outcome, tcpOptionsWith()).map(({ name }) => name);
}

function step(changes: Partial<DialogueStep>): DialogueStep {
  return { expectBytes: '', send: '', startTls: false, ...changes };
}

/** A mail server that takes STARTTLS and then says `250 secure` to whatever comes. */
function mail(socket: net.Socket): void {
  socket.write('220 mail.test ready\r\n');
  socket.once('data', () => {
    socket.write('220 go ahead\r\n');
    const secure = new tls.TLSSocket(socket, {
      isServer: true,
      cert: identity.certPem,
      key: identity.keyPem,
    });
    secure.on('error', () => {});
    secure.on('end', () => secure.destroy());
    secure.on('data', () => secure.write('250 secure\r\n'));
  });
}

const mailSteps: readonly DialogueStep[] = [
  step({ expect: regexp('^220 .* ready$') }),
  step({ send: 'STARTTLS\r' }),
  step({ expect: regexp('^220') }),
  step({ startTls: true }),
  step({ send: 'EHLO probe\r' }),
  step({ expect: regexp('^250 (.*)'), labels: [{ name: 'answer', value: '$1' }] }),
];

const tlsNames = [
  'probe_ssl_earliest_cert_expiry',
  'probe_ssl_last_chain_expiry_timestamp_seconds',
  'probe_ssl_last_chain_info',
  'probe_tls_version_info',
];
const gaugeNames = ['probe_failed_due_to_regex', 'probe_failed_due_to_bytes'];

test('succeeds by connecting when nothing else is asked for', async () => {
  await using server = await startTcpServer(() => {});
  const outcome = await probe(server.target);
  expect(outcome).toMatchObject({
    ok: true,
    address: { chosen: { family: 4, address: '127.0.0.1' } },
    observations: { encrypted: false, dialogue: { failedDueToRegex: false, failedDueToBytes: false } },
  });
  expect(Object.keys(outcome.phases)).toEqual(['resolve', 'connect']);
  expect(names(outcome)).toEqual(gaugeNames);
  expect(tcpProber.facts(outcome)).toEqual([{ name: 'encrypted', value: 'no' }]);
});

test.each([
  ['nothing preferred', '', 6, '::1'],
  ['IPv6 preferred', 'ip6', 6, '::1'],
  ['IPv4 preferred', 'ip4', 4, '127.0.0.1'],
])('dials one address of a name with %s', async (...[, preferredIpProtocol, family, address]) => {
  await using server = await startTcpServer(() => {}, address === '::1' ? '::1' : '127.0.0.1');
  expect(await probe(`dual.test:${server.port}`, { preferredIpProtocol })).toMatchObject({
    ok: true,
    address: { chosen: { family, address } },
  });
});

test('shows what a dialogue captured as a metric and as a fact', async () => {
  await using server = await startTcpServer((socket) => socket.write('SSH-2.0-OpenSSH_9.6 x\r\n'));
  const outcome = await probe(server.target, {
    queryResponse: [
      step({ expect: regexp('^SSH-2.0-([^ ]+)'), labels: [{ name: 'ssh_version', value: '$1' }] }),
    ],
  });
  expect(Object.keys(outcome.phases)).toEqual(['resolve', 'connect', 'processing']);
  expect(tcpProber.metrics(outcome, tcpOptionsWith()).map(({ name, samples }) => [name, samples])).toEqual([
    ['probe_failed_due_to_regex', [{ value: 0 }]],
    ['probe_failed_due_to_bytes', [{ value: 0 }]],
    ['probe_expect_info', [{ labels: { ssh_version: 'OpenSSH_9.6' }, value: 1 }]],
  ]);
  expect(tcpProber.facts(outcome)).toEqual([
    { name: 'encrypted', value: 'no' },
    { name: 'ssh_version', value: 'OpenSSH_9.6' },
  ]);
});

test.each([
  ['no port', 'v4.test', 'resolve target.invalid local', []],
  ['a URL', 'tcp://v4.test:80', 'resolve target.invalid local', []],
  ['no host', ':80', 'resolve target.invalid local', ['resolve']],
  ['an unknown name', 'no.test:80', 'resolve dns.name_not_resolved target', ['resolve']],
  ['an unknown service', 'v4.test:nosuchservice', 'connect target.invalid local', ['resolve']],
  ['a port too large', 'v4.test:99999', 'connect target.invalid local', ['resolve']],
  ['port 0', 'v4.test:0', 'connect tcp.refused target', ['resolve', 'connect']],
])('fails for a target with %s, without metrics of its own', async (...[, target, kind, phases]) => {
  const outcome = await probe(target);
  const [phase, reason, blame] = kind.split(' ');
  expect(outcome).toMatchObject({ ok: false, failure: { phase, reason, blame } });
  expect(outcome.observations).toEqual({ encrypted: false });
  expect(Object.keys(outcome.phases)).toEqual(phases);
  expect(outcome.address !== undefined).toBe(phases.length > 0);
  expect(names(outcome)).toEqual([]);
});

test('reports refused when nothing listens', async () => {
  const outcome = await probe(`127.0.0.1:${await closedPort()}`);
  expect(outcome).toMatchObject({
    ok: false,
    failure: { phase: 'connect', reason: 'tcp.refused', blame: 'target' },
  });
  expect(names(outcome)).toEqual([]);
});

test('blames this host for a source address of the other family', async () => {
  await using server = await startTcpServer(() => {});
  const outcome = await probe(server.target, { sourceIpAddress: '::1' });
  expect(outcome).toMatchObject({
    ok: false,
    failure: { phase: 'connect', reason: 'local.source_address', blame: 'local' },
  });
  expect(Object.keys(outcome.phases)).toEqual(['resolve']);
});

test.each<[string, string, Partial<TcpOptions>, string | undefined, string]>([
  ['the name of the target', 'mail.test', {}, undefined, 'mail.test'],
  ['the hostname parameter', '127.0.0.1', {}, 'mail.test', 'mail.test'],
  [
    'server_name before all else',
    'v4.test',
    { tlsOptions: { ...trusting, serverName: 'mail.test' } },
    'other.test',
    'mail.test',
  ],
])('verifies the certificate for %s', async (...[, host, changes, hostname, sni]) => {
  await using server = await startTlsServer({ identity, maxVersion: 'TLSv1.2' });
  const text = `${host}:${server.port}`;
  const target = hostname === undefined ? { text } : { text, hostname };
  const outcome = await probe(target, { tls: true, tlsOptions: trusting, ...changes });
  expect(outcome).toMatchObject({
    ok: true,
    tls: { version: 'TLS 1.2', verification: { kind: 'verified' } },
    observations: { encrypted: true },
  });
  expect(server.serverNames).toEqual([sni]);
  expect(Object.keys(outcome.phases)).toEqual(['resolve', 'connect', 'tls']);
  expect(names(outcome)).toEqual([...gaugeNames, ...tlsNames]);
});

test('keeps the certificate of a refused peer, but shows no metrics of it', async () => {
  await using server = await startTlsServer({ identity });
  const outcome = await probe(`v4.test:${server.port}`, { tls: true, tlsOptions: trusting });
  expect(outcome).toMatchObject({
    ok: false,
    failure: { phase: 'tls', reason: 'tls.cert.name_invalid' },
    tls: { chain: [{ dnsNames: ['mail.test'] }] },
    observations: { encrypted: false },
  });
  expect(names(outcome)).toEqual([]);
});

test('starts TLS in the middle of a dialogue and goes on with it', async () => {
  await using server = await startTcpServer(mail);
  const outcome = await probe(`mail.test:${server.port}`, { queryResponse: mailSteps, tlsOptions: trusting });
  expect(outcome).toMatchObject({
    ok: true,
    tls: { verification: { kind: 'verified' } },
    observations: { encrypted: true, dialogue: { expectInfo: { answer: 'secure' } } },
  });
  expect(Object.keys(outcome.phases).sort()).toEqual(['connect', 'processing', 'resolve', 'tls']);
  expect(names(outcome)).toEqual([...gaugeNames, 'probe_expect_info', ...tlsNames]);
  await server.untilIdle();
});

test('shows no TLS metrics when STARTTLS meets a certificate it refuses', async () => {
  await using server = await startTcpServer(mail);
  const outcome = await probe(`v4.test:${server.port}`, { queryResponse: mailSteps, tlsOptions: trusting });
  expect(outcome).toMatchObject({
    ok: false,
    failure: { phase: 'tls', reason: 'tls.cert.name_invalid' },
    observations: { encrypted: false, dialogue: { failedDueToRegex: false, failedDueToBytes: false } },
  });
  expect(names(outcome)).toEqual(gaugeNames);
});

test('fails when TLS is started twice', async () => {
  await using server = await startTcpServer(mail);
  const outcome = await probe(`mail.test:${server.port}`, {
    queryResponse: [...mailSteps, step({ startTls: true })],
    tlsOptions: trusting,
  });
  expect(outcome).toMatchObject({
    ok: false,
    failure: { reason: 'local.options', blame: 'local' },
    observations: { encrypted: true },
  });
});

test('blames the missing client certificate when the peer asks for it after the handshake', async () => {
  await using server = await startTlsServer({ identity, clientCa: authority, minVersion: 'TLSv1.3' });
  expect(
    await probe(`mail.test:${server.port}`, {
      tls: true,
      tlsOptions: trusting,
      queryResponse: [step({ expect: regexp('^220') })],
    }),
  ).toMatchObject({ ok: false, failure: { phase: 'tls', reason: 'tls.bad_client_auth_cert' } });
});

test('sends to a peer that has closed its own side', async () => {
  const received: Buffer[] = [];
  await using server = await startTcpServer((socket) => {
    socket.on('data', (chunk: Buffer) => received.push(chunk));
    socket.end('bye\r\n');
  });
  const outcome = await probe(server.target, {
    queryResponse: [step({ expect: regexp('bye') }), step({ send: 'QUIT' })],
  });
  await server.untilIdle();
  expect([outcome.ok, Buffer.concat(received).toString()]).toEqual([true, 'QUIT\n']);
});

/** Resets once the other side has seen that it is connected. */
const resets = (socket: net.Socket): unknown => setImmediate(() => socket.resetAndDestroy());

test.each<[string, (socket: net.Socket) => unknown, string, boolean]>([
  ['is silent', () => {}, 'response dialogue.timed_out target', false],
  ['resets', resets, 'response tcp.reset target', false],
  ['closes at once', (socket) => socket.end(), 'response dialogue.closed target', true],
  ['says something else', (socket) => socket.end('554\r\n'), 'assertion assert.expect target', true],
  ['stops within a line', (socket) => socket.write('22'), 'response dialogue.timed_out target', false],
  [
    'sends a line without end',
    (socket) => socket.write(Buffer.alloc(1_000_000, 'x')),
    'response dialogue.line_too_long target',
    false,
  ],
  [
    'sends endless lines',
    (socket) => {
      const chunk = Buffer.alloc(65_536, '\n');
      socket.on('drain', () => socket.write(chunk));
      socket.write(chunk);
    },
    'response dialogue.timed_out target',
    false,
  ],
])('holds its ground when a peer %s', async (...[, talk, kind, failedDueToRegex]) => {
  await using server = await startTcpServer(talk);
  const outcome = await probe(server.target, { queryResponse: [step({ expect: regexp('^220') })] }, 200);
  const [phase, reason, blame] = kind.split(' ');
  expect(outcome).toMatchObject({
    ok: false,
    failure: { phase, reason, blame },
    observations: { dialogue: { failedDueToRegex, failedDueToBytes: false } },
  });
  await server.untilIdle();
});

test('waits for a banner that comes byte by byte', async () => {
  const banner = '220 ready\r\n'.split('');
  await using server = await startTcpServer((socket) => {
    socket.setNoDelay(true);
    const timer = setInterval(() => socket.write(banner.shift() ?? ''), 1);
    socket.on('close', () => clearInterval(timer));
  });
  expect(
    await probe(server.target, { queryResponse: [step({ expect: regexp('^220 ready$') })] }),
  ).toMatchObject({
    ok: true,
  });
});
