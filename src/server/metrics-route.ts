import { encodeFamilies } from '../metrics/protobuf.ts';
import type { Route } from './app-parts.ts';
import { sendMetrics } from './metrics-page.ts';

/** `/metrics`: the exporter's own health. All its label names are plain, so no escaping changes them. */
export const metricsRoute: Route = ({ request, response }, { selfMetrics }) =>
  sendMetrics(request, response, {
    text: () => selfMetrics.render(),
    protobuf: async (escaping) => encodeFamilies(await selfMetrics.families(), escaping),
  });
