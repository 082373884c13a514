/** What a module sends to prove who it is, and the further header fields whose values may be secret. */
import { readFile } from 'node:fs/promises';
import type { Failure } from '../../failure.ts';
import { rememberSecret } from '../../known-secrets.ts';
import { Secret } from '../../secret.ts';
import type { HttpClientOptions } from '../http-client-options.ts';
import type { SecretSource, TextSource } from '../schema/sources.ts';
import { utf8AsLatin1 } from './url.ts';

/** A configured header field; a value that came from `secrets` or `files` stays with the target's own host. */
export interface ExtraHeader {
  readonly name: string;
  readonly value: string;
  readonly isSecret: boolean;
}

export type Credentials =
  | {
      readonly ok: true;
      /** The value for `Authorization`; absent when the module has no credentials. */
      readonly authorization?: string;
      /** The configured header fields, values in the order values, secrets, files. */
      readonly headers: readonly ExtraHeader[];
    }
  | { readonly ok: false; readonly failure: Failure };

/** Of empty credentials nothing is remembered. */
const shortestBasic = 12;

class Unreadable extends Error {}

/**
 * Reads the module's credentials; files are read anew for each run, so that a rotated secret is used at once.
 *
 * A file that cannot be read is the exporter's own fault: reason `local.file`, blame `local`.
 */
export async function loadCredentials(
  options: Pick<HttpClientOptions, 'auth' | 'httpHeaders'>,
): Promise<Credentials> {
  try {
    const headers: ExtraHeader[] = [];
    for (const { name, values, secrets, files } of options.httpHeaders) {
      const add = (value: string, isSecret: boolean): void => {
        headers.push({ name, value: utf8AsLatin1(value), isSecret });
      };
      for (const value of values) add(value, false);
      for (const secret of secrets) add(secret.reveal(), true);
      for (const path of files) add(await readSecretFile(path), true);
    }
    const { auth } = options;
    if (auth === undefined) return { ok: true, headers };
    if (auth.kind === 'basic') {
      const username = await textOf(auth.username);
      const password = await textOfSecret(auth.password);
      const authorization = configuredBasicAuthorization(username.trim(), password.trim());
      return { ok: true, headers, authorization };
    }
    const credentials = await textOfSecret(auth.credentials);
    return { ok: true, headers, authorization: utf8AsLatin1(`${auth.type} ${credentials}`.trim()) };
  } catch (error) {
    return { ok: false, failure: unreadable(error) };
  }
}

/** Reads one secret of the module, as {@link loadCredentials} does. */
export async function readSecret(
  source: SecretSource,
): Promise<
  { readonly ok: true; readonly secret: Secret } | { readonly ok: false; readonly failure: Failure }
> {
  try {
    return { ok: true, secret: new Secret(await textOfSecret(source)) };
  } catch (error) {
    return { ok: false, failure: unreadable(error) };
  }
}

function unreadable(error: unknown): Failure {
  if (!(error instanceof Unreadable)) throw error;
  return { phase: 'request', reason: 'local.file', blame: 'local', detail: error.message };
}

/** The value of `Authorization` for the Basic scheme (RFC 7617). */
export function basicAuthorization(username: string, password: string): string {
  return `Basic ${Buffer.from(`${username}:${password}`, 'utf8').toString('base64')}`;
}

/** {@link basicAuthorization} of credentials that are configured: it is hidden wherever a peer sends it back. */
export function configuredBasicAuthorization(username: string, password: string): string {
  const authorization = basicAuthorization(username, password);
  rememberSecret(authorization.slice('Basic '.length), shortestBasic);
  return authorization;
}

async function textOf(source: TextSource | SecretSource): Promise<string> {
  switch (source.kind) {
    case 'inline':
      return typeof source.text === 'string' ? source.text : source.text.reveal();
    case 'file':
      return await readTrimmed(source.path);
    case 'ref':
      throw new Unreadable(`the secret "${source.name}" cannot be looked up: there is no secret manager`);
    default:
      return source satisfies never;
  }
}

/** A user name that is read from a file is no secret; all else is. */
async function textOfSecret(source: SecretSource): Promise<string> {
  return source.kind === 'file' ? await readSecretFile(source.path) : await textOf(source);
}

async function readSecretFile(path: string): Promise<string> {
  const text = await readTrimmed(path);
  rememberSecret(text);
  return text;
}

async function readTrimmed(path: string): Promise<string> {
  try {
    return (await readFile(path, 'utf8')).trim();
  } catch (error) {
    throw new Unreadable(`cannot read ${path}: ${error instanceof Error ? error.message : String(error)}`);
  }
}
