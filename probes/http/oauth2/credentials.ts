import type { ProbeContext } from '../../contract.ts';
import { type Credentials, loadCredentials } from '../../shared/http/credentials.ts';
import type { HttpOptions } from '../options.ts';

/** What a module proves itself with; `authorizeMs` is present when a token was asked for. */
export type ObtainedCredentials = Credentials & {
  readonly authorizeMs?: number;
  /** To be called when the target did not accept them: the next run gets a new token. Absent without tokens. */
  readonly refused?: () => void;
};

/** The module's credentials and header fields, with a token where it has `oauth2`. */
export async function obtainCredentials(
  options: HttpOptions,
  context: ProbeContext,
): Promise<ObtainedCredentials> {
  const credentials = await loadCredentials(options);
  const { oauth2 } = options;
  if (!credentials.ok || oauth2 === undefined) return credentials;
  const { obtainToken, dropToken } = await import('./token.ts');
  const token = await obtainToken(oauth2, options, context);
  const time = token.durationMs === undefined ? {} : { authorizeMs: token.durationMs };
  if (!token.ok) return { ok: false, failure: token.failure, ...time };
  const { authorization } = token;
  return { ...credentials, ...time, authorization, refused: () => dropToken(oauth2, authorization) };
}
