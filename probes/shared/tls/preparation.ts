import { readFile } from 'node:fs/promises';
import type { SecureContext } from 'node:tls';
import { abortFailure } from '../../abort.ts';
import type { Failure } from '../../failure.ts';
import type { SecretSource, TextSource } from '../schema/sources.ts';
import { boundedCache } from './bounded-cache.ts';
import { type CertificatePool, certificatePool, parsePemBundle } from './certificate-pool.ts';
import type { TlsOptions } from './options.ts';
import { type ClientIdentity, clientContext, contradictsItself } from './secure-context.ts';
import { systemRoots } from './system-roots.ts';

/** All that a handshake needs of the module: read, parsed, and not yet used. */
export interface TlsPreparation {
  readonly roots: CertificatePool;
  readonly secureContext: SecureContext;
}

export type Prepared =
  | { readonly ok: true; readonly preparation: TlsPreparation }
  | { readonly ok: false; readonly failure: Failure };

/** A problem of our own options or files. */
class Unusable extends Error {
  readonly reason: 'local.file' | 'local.options';

  constructor(reason: 'local.file' | 'local.options', detail: string) {
    super(detail);
    this.reason = reason;
  }
}

/**
 * Reads what `options` name: files are read anew for each probe, so that renewed ones are used at once.
 *
 * What cannot be read is the exporter's own fault: `local.file` for a file, `local.options` for what the
 * configuration itself says. Nothing goes to the target.
 */
export async function prepareTls(options: TlsOptions, signal: AbortSignal): Promise<Prepared> {
  try {
    if (contradictsItself(options)) {
      throw new Unusable('local.options', 'min_version is above max_version');
    }
    const roots = await rootsOf(options.ca, signal);
    const secureContext = await contextFor(options, signal);
    return { ok: true, preparation: { roots, secureContext } };
  } catch (error) {
    if (signal.aborted) return { ok: false, failure: abortFailure(signal, 'tls') };
    if (!(error instanceof Unusable)) throw error;
    const { reason, message: detail } = error;
    return { ok: false, failure: { phase: 'tls', reason, blame: 'local', detail } };
  }
}

const pools = boundedCache<CertificatePool>(64);

async function rootsOf(source: TextSource | undefined, signal: AbortSignal): Promise<CertificatePool> {
  if (source === undefined) return await systemRoots();
  const text = await textOf(source, 'the CA bundle', signal);
  const pool = pools.get([text], () => certificatePool(parsePemBundle(text)));
  if (pool.size === 0) throw new Unusable(...problem(source, 'the CA bundle', 'holds no certificate'));
  return pool;
}

async function contextFor(options: TlsOptions, signal: AbortSignal): Promise<SecureContext> {
  const { cert, key } = options;
  if (cert === undefined || key === undefined) return clientContext(options, undefined);
  const identity: ClientIdentity = {
    certPem: await textOf(cert, 'the client certificate', signal),
    keyPem: await textOf(key, 'the client key', signal),
  };
  try {
    return clientContext(options, identity);
  } catch {
    // What OpenSSL says may quote what it read, and that may be a key.
    const fromFile = [cert, key].find(({ kind }) => kind === 'file') ?? cert;
    throw new Unusable(...problem(fromFile, 'the client certificate', 'and its key are no PEM pair'));
  }
}

async function textOf(source: TextSource | SecretSource, what: string, signal: AbortSignal): Promise<string> {
  switch (source.kind) {
    case 'inline':
      return (typeof source.text === 'string' ? source.text : source.text.reveal()).trim();
    case 'file':
      return await fileText(source, what, signal);
    case 'ref':
      throw new Unusable(...problem(source, what, 'cannot be had: there is no secret store'));
    default:
      return source satisfies never;
  }
}

async function fileText(
  source: { readonly kind: 'file'; readonly path: string },
  what: string,
  signal: AbortSignal,
): Promise<string> {
  try {
    return (await readFile(source.path, { encoding: 'utf8', signal })).trim();
  } catch (error) {
    const code = error instanceof Error && 'code' in error ? String(error.code) : 'unknown error';
    throw new Unusable(...problem(source, what, `cannot be read (${code})`));
  }
}

function problem(
  source: TextSource | SecretSource,
  what: string,
  complaint: string,
): ['local.file' | 'local.options', string] {
  switch (source.kind) {
    case 'file':
      return ['local.file', `${what} in ${source.path} ${complaint}`];
    case 'ref':
      return ['local.options', `${what} ${JSON.stringify(source.name)} ${complaint}`];
    case 'inline':
      return ['local.options', `${what} ${complaint}`];
    default:
      return source satisfies never;
  }
}
