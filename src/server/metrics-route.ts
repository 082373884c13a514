import { encodeFamilies } from '../metrics/protobuf.ts';
import type { Route } from './app-parts.ts';
import { sendMetrics } from './metrics-page.ts';

/** `/metrics`: the exporter's own health. All its label names are plain, so no escaping changes them. */
export const metricsRoute: Route = async ({ request, response }, { selfMetrics }) => {
  selfMetrics.scrapeStarted();
  let statusCode: 200 | 500 = 500;
  try {
    await sendMetrics(request, response, {
      text: () => selfMetrics.render(),
      protobuf: async (escaping) => encodeFamilies(await selfMetrics.families(), escaping),
    });
    statusCode = 200;
  } finally {
    selfMetrics.scrapeEnded(statusCode);
  }
};
