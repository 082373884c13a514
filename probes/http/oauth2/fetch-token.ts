/** Gets a token from a module's token endpoint. */
import type { ProbeContext } from '../../contract.ts';
import type { Failure } from '../../failure.ts';
import { configuredBasicAuthorization, readSecret } from '../../shared/http/credentials.ts';
import { parseUrl } from '../../shared/http/url.ts';
import { parseSigningKey, signAssertion } from './assertion.ts';
import { clientCredentials, jwtBearer } from './grant-types.ts';
import type { AssertionOptions, Oauth2Options } from './options.ts';
import { parseTokenAnswer, type Token } from './token-answer.ts';
import { type EndpointAnswer, postForm, type TokenClientOptions } from './token-endpoint.ts';

export type TokenFetch =
  | { readonly ok: true; readonly token: Token }
  | { readonly ok: false; readonly failure: Failure };

/** Endpoints that want the client's id and secret in the form, found out by asking. */
const wantSecretInForm = new WeakSet<Oauth2Options>();

/**
 * Asks for a token; secrets and keys are read from their files anew. Ends when `context.signal` aborts.
 *
 * The client's id and secret go as Basic credentials first (RFC 6749 section 2.3.1), and in the form when the endpoint
 * turns that down with a status of 400 to 499.
 */
export async function fetchToken(
  oauth2: Oauth2Options,
  client: TokenClientOptions,
  context: ProbeContext,
): Promise<TokenFetch> {
  const { grant } = oauth2;
  if (grant.kind === 'jwt_bearer')
    return await fetchByAssertion(grant.assertion, { oauth2, client }, context);
  const secret = await readSecret(grant.clientSecret);
  if (!secret.ok) return secret;
  const fields = new Map([['grant_type', clientCredentials]]);
  if (oauth2.scopes.length > 0) fields.set('scope', oauth2.scopes.join(' '));
  for (const [name, value] of oauth2.endpointParams) {
    if (name !== 'grant_type' && fields.has(name)) {
      return refuse('local.options', `endpoint_params of oauth2 may not replace ${name}`);
    }
    fields.set(name, value);
  }
  const { clientId } = oauth2;
  const clientSecret = secret.secret.reveal();
  if (!wantSecretInForm.has(oauth2)) {
    const authorization = configuredBasicAuthorization(escaped(clientId), escaped(clientSecret));
    const answer = await postForm({ form: formOf(fields), authorization }, { oauth2, client }, context);
    const isRefused = answer.ok && answer.statusCode >= 400 && answer.statusCode <= 499;
    if (!isRefused) return judge(oauth2, answer);
  }
  fields.set('client_id', clientId);
  if (clientSecret !== '') fields.set('client_secret', clientSecret);
  const answer = await postForm({ form: formOf(fields) }, { oauth2, client }, context);
  const fetched = judge(oauth2, answer);
  if (fetched.ok) wantSecretInForm.add(oauth2);
  else wantSecretInForm.delete(oauth2);
  return fetched;
}

async function fetchByAssertion(
  options: AssertionOptions,
  from: { readonly oauth2: Oauth2Options; readonly client: TokenClientOptions },
  context: ProbeContext,
): Promise<TokenFetch> {
  if (options.key === undefined) {
    return refuse(
      'local.options',
      'the grant needs client_certificate_key, client_certificate_key_file or …_ref',
    );
  }
  const pem = await readSecret(options.key);
  if (!pem.ok) return pem;
  const key = parseSigningKey(pem.secret);
  if (key === undefined) {
    const where = options.key.kind === 'file' ? ` in ${options.key.path}` : '';
    return refuse(
      options.key.kind === 'file' ? 'local.file' : 'local.options',
      `the client certificate key of oauth2${where} is no RSA key in PEM`,
    );
  }
  const fields = new Map([
    ['grant_type', jwtBearer],
    ['assertion', signAssertion(from.oauth2, { options, key }, context.clock.wallMs())],
    ...from.oauth2.endpointParams,
  ]);
  return judge(from.oauth2, await postForm({ form: formOf(fields) }, from, context));
}

/** An endpoint that turns us down knows better than we what is wrong with our credentials. */
function judge({ tokenUrl }: Oauth2Options, answer: EndpointAnswer): TokenFetch {
  if (!answer.ok) return answer;
  const parsed = parseTokenAnswer(answer);
  if (parsed.ok) return parsed;
  const url = parseUrl(tokenUrl);
  const isRefused = answer.statusCode >= 400 && answer.statusCode <= 499;
  return {
    ok: false,
    failure: {
      phase: 'request',
      reason: 'auth.token_failed',
      blame: isRefused ? 'local' : 'network',
      detail: `the token endpoint ${url.ok ? url.url.host : ''} ${parsed.what}`,
    },
  };
}

/** `application/x-www-form-urlencoded`, names sorted. */
function formOf(fields: ReadonlyMap<string, string>): string {
  return [...fields]
    .sort(([left], [right]) => Buffer.compare(Buffer.from(left), Buffer.from(right)))
    .map(([name, value]) => `${escaped(name)}=${escaped(value)}`)
    .join('&');
}

function escaped(text: string): string {
  // By way of bytes, since a half of a surrogate pair cannot be encoded.
  return encodeURIComponent(Buffer.from(text, 'utf8').toString('utf8'))
    .replace(/[!'()*]/g, (character) => `%${character.charCodeAt(0).toString(16).toUpperCase()}`)
    .replaceAll('%20', '+');
}

function refuse(reason: 'local.options' | 'local.file', detail: string): TokenFetch {
  return { ok: false, failure: { phase: 'request', reason, blame: 'local', detail } };
}
