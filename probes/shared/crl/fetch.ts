import type { ProbeContext } from '../../contract.ts';
import type { UnusableList } from '../../tls-evidence.ts';
import {
  type GoUrl,
  parseUrl,
  requestTarget,
  resolveReference,
  splitAuthority,
  utf8AsLatin1,
} from '../http/url.ts';
import { userAgent } from '../user-agent.ts';
import { type GetFailure, get } from './get.ts';
import type { OpenForList } from './list-server.ts';

/** The longest list that is taken, as in blackbox_exporter. */
const longestListBytes = 10 * 1024 * 1024;

/** As many as Go's client follows. */
const mostRedirects = 10;

/** The bytes at a distribution point, or why there are none. */
export type FetchedList =
  | { readonly ok: true; readonly bytes: Buffer }
  | { readonly ok: false; readonly problem: UnusableList };

/**
 * Fetches a list by `http:` or `https:`: status 200, at most 10 MiB, one attempt, redirects followed. Ends when
 * `context.signal` aborts; never rejects.
 */
export async function fetchList(
  text: string,
  open: OpenForList,
  context: ProbeContext,
): Promise<FetchedList> {
  const parsed = parseUrl(text);
  if (!parsed.ok) return refuse('has a malformed URL');
  let { url } = parsed;
  for (let redirects = 0; redirects <= mostRedirects; redirects += 1) {
    const answer = await ask(url, open, context);
    if (!answer.ok) return answer;
    if (answer.statusCode === 200) return { ok: true, bytes: answer.body };
    const isRedirect = redirectStatuses.has(answer.statusCode) && answer.location !== '';
    const next = isRedirect ? parseUrl(Buffer.from(answer.location, 'latin1').toString('utf8')) : undefined;
    if (next?.ok !== true)
      return refuse(`cannot be fetched: its server answered with status ${answer.statusCode}`);
    url = resolveReference(url, next.url);
  }
  return refuse(`cannot be fetched: more than ${mostRedirects} redirects`);
}

const redirectStatuses: ReadonlySet<number> = new Set([301, 302, 303, 307, 308]);

type Answer =
  | { readonly ok: true; readonly statusCode: number; readonly location: string; readonly body: Buffer }
  | Extract<FetchedList, { ok: false }>;

async function ask(url: GoUrl, open: OpenForList, context: ProbeContext): Promise<Answer> {
  const { scheme } = url;
  if (scheme !== 'http' && scheme !== 'https') return refuse('has a URL that is neither http: nor https:');
  const { hostname, port: portText } = splitAuthority(url.host);
  const port = portText === '' ? (scheme === 'https' ? 443 : 80) : Number(portText);
  if (hostname === '' || port > 65_535)
    return refuse('has a URL without a host, or with a port out of range');
  const opened = await open(
    {
      method: 'GET',
      scheme,
      hostname,
      port,
      target: requestTarget(url),
      host: utf8AsLatin1(url.host),
      headers: [['User-Agent', userAgent]],
    },
    context,
  );
  if (!opened.ok) return refuseFor(opened.failure);
  const { socket, request } = opened;
  const got = await get(socket, { request, limitBytes: longestListBytes }, context.signal);
  return got.ok ? got : refuseFor(got.failure);
}

/** What would be the target's fault is the network's: the server of a list is not the target. */
function refuseFor({ reason, blame }: GetFailure): Extract<FetchedList, { ok: false }> {
  const detail = `cannot be fetched (${reason})`;
  return { ok: false, problem: { detail, blame: blame === 'target' ? 'network' : blame } };
}

function refuse(detail: string): Extract<FetchedList, { ok: false }> {
  return { ok: false, problem: { detail, blame: 'network' } };
}
