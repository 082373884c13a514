import { allFormats, negotiate, type PageForm, referenceFormats } from '../metrics/negotiate.ts';
import { type PageEncoder, type PageFamily, renderPage } from '../metrics/page.ts';
import { protobufPage } from '../metrics/protobuf-page.ts';
import { textPage } from '../metrics/text-page.ts';
import type { AppParts, Exchange, Route } from './app-parts.ts';
import { goQueryValues } from './go-query.ts';
import { acceptHeaders } from './metrics-page.ts';
import { streamPage } from './metrics-stream.ts';
import { sendError } from './reply.ts';

/**
 * `/metrics`: the exporter's own health and the series of all scheduled targets. `job`, which may be repeated, asks
 * for the targets of these schedules alone, `self=only` for the exporter alone.
 */
export const metricsRoute: Route = async (exchange, parts) => {
  const { request, response, query } = exchange;
  const self = query.get('self');
  if (self !== undefined && self !== 'only') {
    sendError(response, 400, 'The parameter self takes "only", for the metrics of the exporter alone');
    return;
  }
  const { selfMetrics, scheduledSeries } = parts;
  selfMetrics.scrapeStarted();
  let statusCode: 200 | 500 = 500;
  try {
    const families = await chosenFamilies(exchange, parts);
    // Without scheduled targets the page is the reference's, which speaks no OpenMetrics.
    const formats = scheduledSeries.size > 0 ? allFormats : referenceFormats;
    const form = negotiate(acceptHeaders(request), formats);
    await streamPage(exchange, form, renderPage(families, encoderOf(form)));
    statusCode = 200;
  } finally {
    selfMetrics.scrapeEnded(statusCode);
  }
};

async function chosenFamilies(
  { query, rawQuery }: Exchange,
  { selfMetrics, scheduledSeries }: AppParts,
): Promise<readonly PageFamily[]> {
  if (query.has('self')) return await selfMetrics.families();
  if (query.has('job')) return scheduledSeries.families(new Set(goQueryValues(rawQuery, 'job')));
  return [...(await selfMetrics.families()), ...scheduledSeries.families()];
}

function encoderOf({ format, escaping }: PageForm): PageEncoder {
  return format === 'protobuf' ? protobufPage(escaping) : textPage({ format, escaping });
}
