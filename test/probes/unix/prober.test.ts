import { once } from 'node:events';
import { chmodSync, renameSync, writeFileSync } from 'node:fs';
import net from 'node:net';
import { join } from 'node:path';
import tls from 'node:tls';
import { afterAll, expect, test } from 'vitest';
import type { Outcome } from '../../../probes/contract.ts';
import type { DialogueRunObservations } from '../../../probes/shared/dialogue-run.ts';
import { unixFailure } from '../../../probes/unix/dial-unix.ts';
import { unixProber } from '../../../probes/unix/prober.ts';
import { type Minted, mint, mintAuthority } from '../../helpers/certificates.ts';
import { testContext } from '../../helpers/context.ts';
import { startUnixServer } from '../../helpers/tcp-server.ts';
import { temporaryDirectory } from '../../helpers/temporary-directory.ts';
import { unixOptionsOf } from '../../helpers/unix-options.ts';
import { withoutRoot } from '../../helpers/without-root.ts';

const directory = temporaryDirectory();
afterAll(() => directory[Symbol.dispose]());

const authority = mintAuthority('Test Root');
const caFile = pathOf('ca.pem');
writeFileSync(caFile, authority.certPem);

function pathOf(name: string): string {
  return join(directory.path, name);
}

async function probe(
  path: string,
  block = '{}',
  timeoutMs = 5000,
): Promise<Outcome<DialogueRunObservations>> {
  using context = testContext({ timeoutMs });
  const options = unixOptionsOf(block);
  await unixProber.prepare?.({ text: path }, options);
  return await unixProber.probe({ text: path, hostname: 'other.test' }, options, context);
}

function names(outcome: Outcome<DialogueRunObservations>): string[] {
  return unixProber.metrics(outcome, unixOptionsOf('{}')).map(({ name }) => name);
}

/** Speaks TLS as `identity` on a plain connection, and then `talk`. */
function secured(identity: Minted, talk: (socket: tls.TLSSocket) => void): (socket: net.Socket) => void {
  return (socket) => {
    const secure = new tls.TLSSocket(socket, {
      isServer: true,
      cert: identity.certPem,
      key: identity.keyPem,
    });
    secure.on('error', () => {});
    secure.on('end', () => secure.destroy());
    talk(secure);
  };
}

const gaugeNames = ['probe_failed_due_to_regex', 'probe_failed_due_to_bytes'];
const tlsNames = [
  'probe_ssl_earliest_cert_expiry',
  'probe_ssl_last_chain_expiry_timestamp_seconds',
  'probe_ssl_last_chain_info',
  'probe_tls_version_info',
];

test('connects to a path and resolves nothing', async () => {
  await using server = await startUnixServer(() => {}, pathOf('plain.sock'));
  const outcome = await probe(server.target);
  expect(outcome).toMatchObject({ ok: true, observations: { encrypted: false } });
  expect(outcome.address).toBeUndefined();
  expect(Object.keys(outcome.phases)).toEqual(['connect']);
  expect(names(outcome)).toEqual(gaugeNames);
  await server.untilIdle();
});

test.runIf(process.platform === 'linux')('takes a leading @ as an abstract socket', async () => {
  await using server = await startUnixServer(() => {}, `@vantage-test-${process.pid}`);
  expect(await probe(server.target)).toMatchObject({ ok: true });
  expect(await probe(`${server.target}x`)).toMatchObject({ failure: { reason: 'unix.refused' } });
});

test('shows what a dialogue captured as a metric and as a fact', async () => {
  await using server = await startUnixServer((socket) => {
    socket.write('220 db ready\r\n');
    socket.once('data', (sent: Buffer) => socket.end(`you said ${String(sent)}`));
  }, pathOf('dialogue.sock'));
  const outcome = await probe(
    server.target,
    `{query_response: [{expect: "^220 (.+) ready$", send: "HELO $1"},
                       {expect: "said (.*)", labels: [{name: echo, value: "$1!"}]}]}`,
  );
  expect(outcome.ok).toBe(true);
  expect(Object.keys(outcome.phases)).toEqual(['connect', 'processing']);
  expect(
    unixProber.metrics(outcome, unixOptionsOf('{}')).map(({ name, samples }) => [name, samples]),
  ).toEqual([
    ['probe_failed_due_to_regex', [{ value: 0 }]],
    ['probe_failed_due_to_bytes', [{ value: 0 }]],
    ['probe_expect_info', [{ labels: { echo: 'HELO db!' }, value: 1 }]],
  ]);
  expect(unixProber.facts(outcome)).toEqual([
    { name: 'encrypted', value: 'no' },
    { name: 'echo', value: 'HELO db!' },
  ]);
});

test.each([
  ['the path when there is no server_name', '', 'tls.cert.name_invalid'],
  ['server_name when there is one', ', server_name: db.test', undefined],
])('verifies %s', async (...[name, more, reason]) => {
  const identity = mint({ issuer: authority, dnsNames: ['db.test'] });
  const talk = secured(identity, () => {});
  await using server = await startUnixServer(talk, pathOf(`${name}.sock`));
  const outcome = await probe(server.target, `{tls: true, tls_config: {ca_file: "${caFile}"${more}}}`);
  expect(outcome).toMatchObject(reason === undefined ? { ok: true } : { failure: { phase: 'tls', reason } });
  expect(Object.keys(outcome.phases)).toEqual(['connect', 'tls']);
  expect(outcome.tls?.chain).toHaveLength(1);
  expect(names(outcome)).toEqual(reason === undefined ? [...gaugeNames, ...tlsNames] : []);
});

test.runIf(process.platform === 'linux')('accepts a certificate for the path itself', async () => {
  const path = `@vantage-test-tls-${process.pid}`;
  const identity = mint({ issuer: authority, dnsNames: [path] });
  await using server = await startUnixServer(
    secured(identity, () => {}),
    path,
  );
  expect(await probe(path, `{tls: true, tls_config: {ca_file: "${caFile}"}}`)).toMatchObject({ ok: true });
  await server.untilIdle();
});

test.each([
  ['demands a name for STARTTLS', '', 'local.options'],
  ['takes server_name for STARTTLS', ', server_name: db.test', undefined],
])('%s', async (...[name, more, reason]) => {
  const identity = mint({ issuer: authority, dnsNames: ['db.test'] });
  const talk = secured(identity, (secure) => secure.write('secure\r\n'));
  await using server = await startUnixServer(
    (socket) => {
      socket.once('data', () => talk(socket));
    },
    pathOf(`${name}.sock`),
  );
  const outcome = await probe(
    server.target,
    `{tls_config: {ca_file: "${caFile}"${more}},
      query_response: [{send: STARTTLS, starttls: true}, {expect: ^secure$}]}`,
  );
  expect(outcome).toMatchObject(reason === undefined ? { ok: true } : { failure: { phase: 'tls', reason } });
});

test.each([
  ['a CA file that is not there', '{tls: true, tls_config: {ca_file: /no/such/file}}', 'local.file'],
  ['a reference to a secret store', '{tls: true, tls_config: {ca_ref: x}}', 'local.options'],
])('blames itself for %s', async (...[name, block, reason]) => {
  await using server = await startUnixServer(() => {}, pathOf(`${name}.sock`));
  expect(await probe(server.target, block)).toMatchObject({
    ok: false,
    failure: { phase: 'tls', reason, blame: 'local' },
  });
});

test.each([
  ['nothing', pathOf('nothing.sock'), 'unix.not_found target'],
  ['a file within a file', `${caFile}/x.sock`, 'unix.not_found target'],
  ['a regular file', caFile, 'unix.refused target'],
  ['a directory', directory.path, 'unix.refused target'],
  ['a path that is too long', `/${'x'.repeat(107)}`, 'target.invalid local'],
  ['no path', '', 'target.invalid local'],
  ['a path with a NUL', '/run/x\0y', 'target.invalid local'],
])('fails for %s, without metrics of its own', async (...[, path, kind]) => {
  const outcome = await probe(path);
  const [reason, blame] = kind.split(' ');
  expect(outcome).toMatchObject({ ok: false, failure: { phase: 'connect', reason, blame } });
  expect(names(outcome)).toEqual([]);
});

test('finds the listener gone whose socket file is still there', async () => {
  const path = pathOf('stale.sock');
  const listener = net.createServer();
  listener.listen({ path });
  await once(listener, 'listening');
  // Closing removes the file; a process that was killed leaves it behind, as renaming it does here.
  renameSync(path, `${path}.left`);
  listener.close();
  await once(listener, 'close');
  expect(await probe(`${path}.left`)).toMatchObject({ failure: { reason: 'unix.refused', blame: 'target' } });
});

test('says so when it may not use the socket', async () => {
  const path = pathOf('forbidden.sock');
  await using server = await startUnixServer(() => {}, path);
  chmodSync(server.target, 0);
  using _ = withoutRoot();
  expect(await probe(path)).toMatchObject({ failure: { reason: 'local.permission', blame: 'local' } });
});

test.each([
  ['ENOENT', 'unix.not_found', 'target'],
  ['ENOTDIR', 'unix.not_found', 'target'],
  ['ECONNREFUSED', 'unix.refused', 'target'],
  ['EPROTOTYPE', 'unix.refused', 'target'],
  ['EAGAIN', 'unix.backlog_full', 'target'],
  ['EACCES', 'local.permission', 'local'],
  ['EMFILE', 'local.resources', 'local'],
])('tells %s by its code', (code, reason, blame) => {
  const failure = unixFailure(Object.assign(new Error('connect'), { code }));
  expect(failure).toMatchObject({ phase: 'connect', reason, blame });
  expect(failure.detail.endsWith(` (${code})`)).toBe(true);
});
