import { readBody } from '../../../probes/http/body.ts';
import type { HttpClientOptions } from '../../../probes/shared/http-client-options.ts';
import { shortened } from '../../../probes/shared/shortened.ts';
import { httpPut } from '../../http-client.ts';
import { prometheusReport } from '../output/prometheus.ts';
import type { CheckedRun } from '../report/checked-run.ts';
import { failOnNothing } from '../report/fail-on.ts';
import { requestContext } from '../request-context.ts';

/** What is to be pushed, and where. */
export interface Push {
  /** Of the Pushgateway, without a slash at the end. */
  readonly url: string;
  /** The name of this vantage point; '' when it has none. */
  readonly vantage: string;
  readonly client: HttpClientOptions;
  readonly timeoutMs: number;
}

/** All results of one job. */
export interface PushedJob {
  readonly name: string;
  readonly runs: readonly CheckedRun[];
}

/**
 * Puts the results of each job in the place of those of the last time, in a group of the job and this vantage point: what is
 * not scheduled any more is gone then. Gives a sentence for each job that could not be pushed. Never rejects.
 */
export async function pushResults(jobs: readonly PushedJob[], push: Push): Promise<readonly string[]> {
  const problems = await Promise.all(jobs.map((job) => pushJob(job, push)));
  return problems.flatMap((problem) => problem ?? []);
}

async function pushJob({ name, runs }: PushedJob, push: Push): Promise<string | undefined> {
  const report = { runs, failOn: failOnNothing, problems: [], isSeveral: true };
  const signal = AbortSignal.timeout(push.timeoutMs);
  const end = await httpPut(
    {
      url: `${push.url}/metrics${groupPath({ job: name, vantage: push.vantage })}`,
      client: push.client,
      headers: [['Content-Type', 'text/plain; version=0.0.4; charset=utf-8']],
      body: Buffer.from(runs.length === 0 ? '' : prometheusReport(report)),
    },
    requestContext(signal),
  );
  const problem = (why: string): string => `the results of the job ${name} were not pushed: ${why}`;
  if (!end.ok) {
    // The client that probes calls whatever it asks a target.
    const why = signal.aborted
      ? `no answer within ${push.timeoutMs / 1000} s`
      : end.detail.replace(/^the target\b/u, 'the Pushgateway');
    return problem(why);
  }
  const { response } = end;
  const { content } = await readBody(response.body, { compression: '', limitBytes: 4096, keep: true });
  response.close();
  const { statusCode } = response.head;
  if (statusCode >= 200 && statusCode < 300) return undefined;
  if (statusCode === 401 || statusCode === 403)
    return problem(
      `the Pushgateway wants credentials (HTTP status ${statusCode}); give them with --http.config.file`,
    );
  const said = shortened(content?.toString('utf8').trim() ?? '');
  return problem(`the Pushgateway answered with HTTP status ${statusCode}${said === '' ? '' : `: ${said}`}`);
}

/** A grouping key as the path of the Pushgateway has it; a label without a value is left out. */
export function groupPath(labels: Readonly<Record<string, string>>): string {
  return Object.entries(labels)
    .filter(([, value]) => value !== '')
    .map(([name, value]) =>
      /^[\w-]+$/u.test(value)
        ? `/${name}/${value}`
        : `/${name}@base64/${Buffer.from(value).toString('base64url')}`,
    )
    .join('');
}
