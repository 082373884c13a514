import type { Outcome, ProbeContext, ProberDefinition, Target } from '../contract.ts';
import type { Failure } from '../failure.ts';
import { httpProber, probeHttp } from '../http/prober.ts';
import type { HttpRunOptions } from '../http/run-options.ts';
import { judgePage } from './judge-page.ts';
import { statuspageFacts, statuspageFamilies } from './metrics.ts';
import { observePage, type PageObservations, type StatuspageObservations } from './observations.ts';
import { type StatuspageOptions, statuspageOptions } from './options.ts';
import { parseSummary } from './summary.ts';
import { summaryUrl } from './summary-url.ts';

/**
 * Reads a public status page in the form of Atlassian Statuspage: what a vendor says of itself, beside what other
 * probes see of it. Succeeds when the page could be read, unless the module demands more.
 *
 * Phases: those of the HTTP prober, which fetches the document.
 */
export const statuspageProber: ProberDefinition<StatuspageOptions, StatuspageObservations> = {
  name: 'statuspage',
  hasBody: true,
  options: statuspageOptions,
  prepare: async (target, { http }) => await httpProber.prepare?.(pageOf(target), http),
  probe: probeStatuspage,
  metrics: statuspageFamilies,
  facts: statuspageFacts,
  refuse: (target, { http }) => httpProber.refuse?.(target, http),
};

/** The largest pages have some hundred KiB. */
const maxBodyBytes = 2 * 1024 * 1024;

async function probeStatuspage(
  target: Target,
  options: StatuspageOptions,
  context: ProbeContext,
): Promise<Outcome<StatuspageObservations>> {
  let page: PageObservations | undefined;
  const inspectBody = (content: Buffer): Failure | undefined => {
    const parsed = parseSummary(content);
    if (!parsed.ok) return malformed(parsed.problem);
    page = observePage(parsed.summary, options.components);
    return judgePage(page, options);
  };
  const outcome = await probeHttp(pageOf(target), { ...fetchOptions(options), inspectBody }, context);
  return page === undefined ? outcome : { ...outcome, observations: { ...outcome.observations, page } };
}

function pageOf(target: Target): Target {
  return { ...target, text: summaryUrl(target.text) };
}

function fetchOptions({ http }: StatuspageOptions): HttpRunOptions {
  const { headers, bodySizeLimitBytes } = http;
  const asksForType = Object.keys(headers).some((name) => name.toLowerCase() === 'accept');
  return {
    ...http,
    headers: asksForType ? headers : { ...headers, Accept: 'application/json' },
    bodySizeLimitBytes: bodySizeLimitBytes > 0 ? Math.min(bodySizeLimitBytes, maxBodyBytes) : maxBodyBytes,
  };
}

function malformed(problem: string): Failure {
  const detail = `the body is no status page: ${problem}`;
  return { phase: 'response', reason: 'statuspage.malformed', blame: 'target', detail };
}
