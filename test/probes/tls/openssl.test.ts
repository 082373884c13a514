import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { writeFileSync } from 'node:fs';
import path from 'node:path';
import { createInterface } from 'node:readline';
import { describe, expect, test } from 'vitest';
import type { Outcome } from '../../../probes/contract.ts';
import { Secret } from '../../../probes/secret.ts';
import { tlsProber } from '../../../probes/tls/prober.ts';
import type { TlsEvidence } from '../../../probes/tls-evidence.ts';
import { bundle, type Minted, mint, mintAuthority } from '../../helpers/certificates.ts';
import { testContext } from '../../helpers/context.ts';
import { declinedOcspResponse, mintOcspResponse } from '../../helpers/ocsp-responses.ts';
import { hasOpenSsl } from '../../helpers/openssl.ts';
import { temporaryDirectory } from '../../helpers/temporary-directory.ts';
import { demandsWith, tlsProbeOptionsWith } from '../../helpers/tls-options.ts';

const root = mintAuthority('Root');
const inter = mintAuthority('Inter', { issuer: root });
const identity = mint({ subject: 'leaf', issuer: inter, dnsNames: ['a.example'] });
const client = mint({ subject: 'client', issuer: root, extendedKeyUsage: ['clientAuth'] });
const strange = mint({ subject: 'client', issuer: mintAuthority('Strange') });

/** `openssl s_server` with these arguments, on a free port of loopback. */
async function startServer(args: readonly string[], staple?: Buffer) {
  const folder = temporaryDirectory();
  const put = (name: string, content: string | Buffer): string => {
    const file = path.join(folder.path, name);
    writeFileSync(file, content);
    return file;
  };
  const own = ['-cert', put('cert.pem', identity.certPem), '-key', put('key.pem', identity.keyPem)];
  const trust = ['-CAfile', put('ca.pem', root.certPem), '-cert_chain', put('chain.pem', bundle(inter))];
  const stapling = staple === undefined ? [] : ['-status_file', put('staple.der', staple)];
  const listening = ['s_server', '-accept', '127.0.0.1:0', '-naccept', '1'];
  const server = spawn('openssl', [...listening, ...own, ...trust, ...stapling, ...args]);
  server.stderr.resume();
  for await (const line of createInterface(server.stdout)) {
    const port = /^ACCEPT .*:(?<port>\d+)$/.exec(line)?.groups?.['port'];
    if (port === undefined) continue;
    server.stdout.resume();
    const exited = once(server, 'exit');
    return {
      target: `tls://127.0.0.1:${port}`,
      [Symbol.asyncDispose]: async () => {
        server.kill();
        await exited;
        folder[Symbol.dispose]();
      },
    };
  }
  throw new Error('openssl s_server does not start');
}

interface Ask {
  readonly staple?: Buffer;
  readonly identity?: Minted;
  readonly requireOcspStaple?: boolean;
}

async function probe(args: readonly string[], ask: Ask = {}): Promise<Outcome> {
  await using server = await startServer(args, ask.staple);
  using context = testContext();
  const options = tlsProbeOptionsWith({
    tlsOptions: {
      ca: { kind: 'inline', text: root.certPem },
      serverName: 'a.example',
      insecureSkipVerify: false,
      ...(ask.identity === undefined
        ? {}
        : {
            cert: { kind: 'inline', text: ask.identity.certPem },
            key: { kind: 'inline', text: new Secret(ask.identity.keyPem) },
          }),
    },
    alpn: ['h2', 'imap'],
    demands: demandsWith({ requireOcspStaple: ask.requireOcspStaple ?? false }),
  });
  return await tlsProber.probe({ text: server.target }, options, context);
}

const good = mintOcspResponse({ leaf: identity, issuer: inter });

describe.skipIf(!hasOpenSsl())('with openssl s_server', () => {
  test.each<[string, string[], Partial<TlsEvidence>]>([
    [
      'TLS 1.3',
      ['-alpn', 'imap', '-groups', 'P-384'],
      {
        version: 'TLS 1.3',
        cipher: 'TLS_AES_128_GCM_SHA256',
        group: 'secp384r1',
        alpn: 'imap',
        clientCertificateRequested: false,
      },
    ],
    [
      'TLS 1.2',
      ['-tls1_2', '-groups', 'P-256', '-cipher', 'ECDHE-ECDSA-AES128-SHA'],
      {
        version: 'TLS 1.2',
        cipher: 'TLS_ECDHE_ECDSA_WITH_AES_128_CBC_SHA',
        group: 'secp256r1',
        clientCertificateRequested: false,
      },
    ],
  ])('tells what %s agreed on', async (_, args, evidence) => {
    expect(await probe(args)).toMatchObject({
      ok: true,
      tls: { ...evidence, verification: { kind: 'verified' } },
    });
  });

  describe.each(['-tls1_2', '-tls1_3'])('and %s', (version) => {
    test.each<[string, Minted | undefined]>([
      ['without one', undefined],
      ['with one of a stranger', strange],
    ])('is refused %s where a client certificate is demanded', async (_, given) => {
      const args = [version, '-Verify', '1', '-verify_return_error'];
      const outcome = await probe(args, given === undefined ? {} : { identity: given });
      expect(outcome).toMatchObject({
        ok: false,
        failure: { phase: 'tls', reason: 'tls.bad_client_auth_cert', blame: 'local' },
        tls: {
          clientCertificateRequested: true,
          chain: [{ subject: 'CN=leaf' }, { subject: 'CN=Inter' }],
          verification: { kind: 'verified' },
        },
      });
    });

    test.each<[string, string[], Minted | undefined]>([
      ['with ours where it is demanded', ['-Verify', '1', '-verify_return_error'], client],
      ['without one where it is only asked for', ['-verify', '1'], undefined],
      ['without tickets to tell', ['-verify', '1', '-num_tickets', '0'], undefined],
    ])('is accepted %s', async (_, args, given) => {
      expect(await probe([version, ...args], given === undefined ? {} : { identity: given })).toMatchObject({
        ok: true,
        tls: { clientCertificateRequested: true },
      });
    });

    test('reads the OCSP response that is stapled', async () => {
      expect(await probe([version], { staple: good, requireOcspStaple: true })).toMatchObject({
        ok: true,
        tls: { ocspStaple: { status: 'good', signature: 'valid' } },
      });
    });

    test('tells an OCSP response that is stapled by a server that refuses us', async () => {
      const args = [version, '-Verify', '1', '-verify_return_error'];
      expect(await probe(args, { staple: good })).toMatchObject({
        ok: false,
        tls: { ocspStaple: { status: 'good', signature: 'valid' } },
      });
    });
  });

  test.each<[string, Buffer | undefined, string]>([
    ['is missing', undefined, 'the target stapled no OCSP response'],
    [
      'is no answer',
      declinedOcspResponse(3),
      'the stapled OCSP response cannot be used: the responder declined: tryLater',
    ],
    [
      'says revoked',
      mintOcspResponse({ leaf: identity, issuer: inter, status: 'revoked' }),
      'the stapled OCSP response says that the certificate is revoked',
    ],
  ])('misses an OCSP response that %s', async (_, staple, detail) => {
    const outcome = await probe([], {
      requireOcspStaple: true,
      ...(staple === undefined ? {} : { staple }),
    });
    expect(outcome).toMatchObject({ ok: false, failure: { reason: 'assert.ocsp_staple', detail } });
  });
});
