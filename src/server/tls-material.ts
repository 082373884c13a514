import { readFile } from 'node:fs/promises';
import { createSecureContext, type TlsOptions } from 'node:tls';
import { parsePemBundle } from '../../probes/shared/tls/certificate-pool.ts';
import { readFailure } from '../config/read-file.ts';
import { type PemSource, secureSuites, type TlsServerConfig } from '../config/web-tls-schema.ts';

/** What a TLS server is made of, or a sentence that says why there is none. */
export type TlsMaterial =
  | { readonly ok: true; readonly config: TlsServerConfig; readonly options: TlsOptions }
  | { readonly ok: false; readonly error: string };

/** The files that the configuration names. */
export function tlsFiles({ cert, key, clientCa }: TlsServerConfig): readonly string[] {
  return [cert, key, clientCa].flatMap((source) => (source?.kind === 'file' ? [source.path] : []));
}

/** Reads certificate, key and client CA, and sees whether OpenSSL takes them. Never rejects. */
export async function readTlsMaterial(config: TlsServerConfig): Promise<TlsMaterial> {
  try {
    const options = await tlsOptions(config);
    // Throws what OpenSSL says of a certificate that is none or of a key that belongs to another.
    createSecureContext(options);
    return { ok: true, config, options };
  } catch (error) {
    return { ok: false, error: error instanceof Error ? error.message : String(error) };
  }
}

async function tlsOptions(config: TlsServerConfig): Promise<TlsOptions> {
  const { clientAuth, clientCa, ciphers, curves, minVersion } = config;
  const ca = clientCa === undefined ? undefined : await readPem('client CA', clientCa);
  if (ca !== undefined && parsePemBundle(ca).length === 0) {
    throw new Error('the client CA has no PEM certificate');
  }
  return {
    cert: await readPem('certificate', config.cert),
    key: await readPem('key', config.key),
    // Without one, the authorities that Node.js trusts.
    ...(ca === undefined ? {} : { ca }),
    minVersion,
    maxVersion: config.maxVersion,
    ciphers: cipherList(ciphers, minVersion),
    honorCipherOrder: config.preferServerCiphers,
    ecdhCurve: curves.length === 0 ? 'auto' : curves.join(':'),
    requestCert: clientAuth !== 'none',
    rejectUnauthorized: clientAuth === 'require-and-verify',
  };
}

async function readPem(what: string, source: PemSource): Promise<string> {
  if (source.kind === 'inline') return source.text.reveal();
  try {
    return await readFile(source.path, 'latin1');
  } catch (error) {
    throw new Error(`cannot read the ${what} in ${source.path}: ${readFailure(error)}`, { cause: error });
  }
}

/** Like Go, those of TLS 1.3 are not a matter of configuration. */
function cipherList(chosen: readonly string[], minVersion: TlsServerConfig['minVersion']): string {
  const all = Object.values(secureSuites);
  const suites = all.filter(
    (suite) => suite.startsWith('TLS_') || chosen.length === 0 || chosen.includes(suite),
  );
  // OpenSSL has TLS 1.0 and 1.1 on no other level.
  const needsLevel0 = minVersion === 'TLSv1' || minVersion === 'TLSv1.1';
  return [...suites, ...(needsLevel0 ? ['@SECLEVEL=0'] : [])].join(':');
}
