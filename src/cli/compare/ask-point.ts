import { readBody } from '../../../probes/http/body.ts';
import { type HeaderList, headerValues } from '../../../probes/shared/http/message.ts';
import type { HttpClientOptions } from '../../../probes/shared/http-client-options.ts';
import { shortened } from '../../../probes/shared/shortened.ts';
import { httpGet } from '../../http-client.ts';
import { readMetricsText } from '../../metrics/read-text.ts';
import { requestContext } from '../request-context.ts';
import { type RunDetails, readDetails, type SeenRun, seenRun } from './seen-run.ts';
import type { VantagePoint } from './vantage-point.ts';

/** What every vantage point is asked. */
export interface Question {
  readonly target: string;
  /** Absent: the vantage point's own usual one. */
  readonly module?: string | undefined;
  readonly hostname?: string | undefined;
  /** The time for an answer: the vantage point is told, as Prometheus tells it. */
  readonly timeoutMs: number;
  readonly client: HttpClientOptions;
}

/** What a vantage point found, or one sentence on why nobody knows. */
export type PointAnswer = { readonly point: VantagePoint } & (
  | { readonly asked: true; readonly run: SeenRun }
  | { readonly asked: false; readonly problem: string }
);

/** A page of metrics has some 10 KB, a run of the history up to 100. */
const maxBytes = 4 * 1024 * 1024;

/** Has a vantage point probe the target, and asks its history for what metrics do not tell. Never rejects. */
export async function askPoint(
  point: VantagePoint,
  question: Question,
  signal: AbortSignal,
): Promise<PointAnswer> {
  const { target, module, hostname, timeoutMs } = question;
  const query = new URLSearchParams({
    target,
    ...(module !== undefined && { module }),
    ...(hostname !== undefined && { hostname }),
  });
  const time = AbortSignal.any([signal, AbortSignal.timeout(timeoutMs)]);
  const page = await get(`${point.url}/probe?${query.toString()}`, question, time);
  const problem = (text: string): PointAnswer => ({ point, asked: false, problem: text });
  if (signal.aborted) return problem('it was interrupted');
  if (time.aborted) return problem(`no answer within ${timeoutMs / 1000} s`);
  // The client that probes calls whatever it asks a target.
  if (!page.ok) return problem(page.detail.replace(/^the target\b/u, 'it'));
  if (page.status !== 200) return problem(refusal(page));
  const samples = readMetricsText(page.body);
  const [id = ''] = headerValues(page.headers, 'vantage-run-id');
  const run =
    samples === undefined ? undefined : seenRun(samples, await detailsOf(id, { point, question, time }));
  return run === undefined
    ? problem('the answer has no metrics of a probe: is it the URL of a Vantage or blackbox_exporter?')
    : { point, asked: true, run };
}

interface Asking {
  readonly point: VantagePoint;
  readonly question: Question;
  readonly time: AbortSignal;
}

/** What the history has of the run; nothing where there is none, or another instance behind the same name answers. */
async function detailsOf(id: string, { point, question, time }: Asking): Promise<RunDetails | undefined> {
  if (!/^[\w-]+$/u.test(id)) return undefined;
  const answer = await get(`${point.url}/api/v1/results/${id}`, question, time);
  return answer.ok && answer.status === 200 ? readDetails(answer.body) : undefined;
}

interface Page {
  readonly ok: true;
  readonly status: number;
  readonly headers: HeaderList;
  readonly body: string;
}

async function get(
  url: string,
  { client, timeoutMs }: Question,
  signal: AbortSignal,
): Promise<Page | { readonly ok: false; readonly detail: string }> {
  const headers = [['X-Prometheus-Scrape-Timeout-Seconds', String(timeoutMs / 1000)]] as const;
  const end = await httpGet({ url, client, headers }, requestContext(signal));
  if (!end.ok) return end;
  const { response } = end;
  const reading = await readBody(response.body, { compression: '', limitBytes: maxBytes, keep: true });
  response.close();
  const { content, readFailure } = reading;
  if (content === undefined) return { ok: false, detail: readFailure?.detail ?? 'the answer was cut short' };
  const { statusCode: status, headers: fields } = response.head;
  return { ok: true, status, headers: fields, body: content.toString('utf8') };
}

function refusal({ status, body }: Page): string {
  if (status === 401 || status === 403)
    return `it wants credentials (HTTP status ${status}); give them with --http.config.file`;
  const [line = ''] = body.trim().split('\n');
  const said = line === '' || line.startsWith('<') ? '' : `: ${shortened(line)}`;
  return `it answered with HTTP status ${status}${said}`;
}
