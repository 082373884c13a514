import { redactTarget } from '../config/redact-text.ts';
import type { HistoryEntry } from '../engine/history/history.ts';
import { version } from '../version.ts';
import type { Route } from './app-parts.ts';
import { escapeHtml } from './html.ts';
import { send } from './reply.ts';

/** The start page, with the recent runs: what every unknown path under the prefix answers too. */
export const landingRoute: Route = ({ response }, { history }) => {
  send(response, {
    status: 200,
    body: page(history.list().toReversed()),
    headers: { 'content-type': 'text/html' },
  });
};

function page(newestFirst: readonly HistoryEntry[]): string {
  return `<!DOCTYPE html>
<html lang="en">
<head><meta charset="utf-8"><title>Blackbox Exporter - Vantage</title></head>
<body>
<h1>Blackbox Exporter</h1>
<p>Vantage ${escapeHtml(version)}</p>
<p><a href="probe?target=prometheus.io&amp;module=http_2xx">Probe prometheus.io for http_2xx</a></p>
<p><a href="probe?target=prometheus.io&amp;module=http_2xx&amp;debug=true">Debug probe prometheus.io for http_2xx</a></p>
<p><a href="metrics">Metrics</a></p>
<p><a href="config">Configuration</a></p>
<h2>Recent Probes</h2>
<table border="1">
<tr><th>Module</th><th>Target</th><th>Result</th><th>Debug</th></tr>
${newestFirst.map(row).join('')}</table>
</body>
</html>
`;
}

function row({ id, result }: HistoryEntry): string {
  const verdict = result.outcome.ok ? 'Success' : '<strong>Failure</strong>';
  const cells = [
    escapeHtml(result.module),
    escapeHtml(redactTarget(result.target.text)),
    verdict,
    `<a href="logs?id=${id}">Logs</a>`,
  ];
  return `<tr>${cells.map((cell) => `<td>${cell}</td>`).join('')}</tr>\n`;
}
