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
import { unchangedFiles } from './unchanged-files.ts';

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

/** When the preparation is made, and when nobody waits for it any more. */
export interface PreparationContext {
  /** Wall time, in milliseconds. */
  readonly atMs: number;
  readonly signal: AbortSignal;
}

/**
 * Reads what `options` name: files are looked at anew for each probe, so that renewed ones are used at once, and read when
 * they have changed.
 *
 * What cannot be read is the exporter's own fault: `local.file` for a file, `local.options` for what the
 * configuration itself says. Nothing goes to the target.
 */
export async function prepareTls(options: TlsOptions, context: PreparationContext): Promise<Prepared> {
  const { signal } = context;
  try {
    if (contradictsItself(options)) {
      throw new Unusable('local.options', 'min_version is above max_version');
    }
    const roots = await rootsOf(options.ca, context);
    const secureContext = await contextFor(options, context);
    return { ok: true, preparation: { roots, secureContext } };
  } catch (error) {
    if (signal.aborted) return { ok: false, failure: abortFailure(signal, 'tls') };
    if (!(error instanceof Unusable)) throw error;
    const { reason, message: detail } = error;
    return { ok: false, failure: { phase: 'tls', reason, blame: 'local', detail } };
  }
}

const poolsOfTexts = boundedCache<CertificatePool>(64);
const poolsOfFiles = unchangedFiles<CertificatePool>(64);

async function rootsOf(
  source: TextSource | undefined,
  context: PreparationContext,
): Promise<CertificatePool> {
  if (source === undefined) return await systemRoots();
  const read = async (): Promise<CertificatePool> => {
    const text = await textOf(source, 'the CA bundle', context.signal);
    const pool = poolsOfTexts.get([text], () => certificatePool(parsePemBundle(text)));
    if (pool.size === 0) throw new Unusable(...problem(source, 'the CA bundle', 'holds no certificate'));
    return pool;
  };
  if (source.kind !== 'file') return await read();
  return await poolsOfFiles.get({ paths: [source.path], atMs: context.atMs }, read);
}

const contextsOfFiles = unchangedFiles<SecureContext>(64);

async function contextFor(options: TlsOptions, context: PreparationContext): Promise<SecureContext> {
  const { cert, key, minVersion = '', maxVersion = '' } = options;
  if (cert === undefined || key === undefined) return clientContext(options, undefined);
  const read = (): Promise<SecureContext> => contextWith({ cert, key }, options, context.signal);
  if (cert.kind !== 'file' || key.kind !== 'file') return await read();
  const from = { paths: [cert.path, key.path], options: [minVersion, maxVersion], atMs: context.atMs };
  return await contextsOfFiles.get(from, read);
}

async function contextWith(
  { cert, key }: { readonly cert: TextSource; readonly key: SecretSource },
  options: TlsOptions,
  signal: AbortSignal,
): Promise<SecureContext> {
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
