import { redactTarget } from '../config/redact-text.ts';
import type { DiagnosedAlert } from '../diagnosis/alerts/alert-diagnoses.ts';
import { withoutHarm } from '../harmless-json.ts';
import { escapeHtml } from './html.ts';

const waiting = 'The target is being diagnosed: look again in some seconds.';
const lost = 'The diagnosis came to nothing: the next notification of the alert begins another one.';
const forgotten = 'The diagnosis had to make room for those of other alerts.';
/** Why there is nothing to show. */
export const unknownAlert =
  'This vantage point knows of no such alert: it was not told of it, does not probe its target, or had to make room.';

/** A page for those who ask about an alert that there is not. */
export function unknownAlertPage(fingerprint: string): string {
  return page(fingerprint, `<p>${unknownAlert}</p>`);
}

/** A page about an alert, for whoever was woken by it: the verdict, then the evidence as text. */
export function alertPage(known: DiagnosedAlert, evidence: string | undefined): string {
  const { alert, target, heardAtMs, run } = known;
  const facts = [
    ['Target', redactTarget(target.target.text)],
    ['Job', target.jobName],
    ['Module', target.module.name],
    ['Seen from', target.labels['vantage'] ?? 'here'],
    ['Firing since', alert.startsAt],
    ['Told here', new Date(heardAtMs).toISOString()],
  ] as const;
  const rows = facts.map(
    ([name, value]) => `<tr><th align="left">${name}</th><td>${shown(value)}</td></tr>\n`,
  );
  const links = [
    ...(run === undefined ? [] : runLinks(encodeURIComponent(run.runId))),
    '<a href="?format=json">All of it as JSON</a>',
  ];
  return page(
    alert.labels['alertname'] ?? alert.fingerprint,
    `<p><strong>${shown(headline(known))}</strong></p>
<table>
${rows.join('')}</table>
<p>${links.join(', ')}</p>${evidence === undefined ? '' : `\n<h2>Evidence</h2>\n<pre>${shown(evidence)}</pre>`}`,
  );
}

function runLinks(runId: string): readonly string[] {
  return [
    `<a href="../results/${runId}">The failed run</a>`,
    `<a href="../../../logs?id=${runId}">what it wrote down</a>`,
  ];
}

/** A page that leads to those of all alerts, in the order in which they are given. */
export function alertsPage(all: readonly DiagnosedAlert[]): string {
  const rows = all.map((known) => {
    const { alert, target } = known;
    const link = `<a href="alertmanager/${alert.fingerprint}">${shown(alert.labels['alertname'] ?? alert.fingerprint)}</a>`;
    const texts = [
      shown(alert.startsAt),
      link,
      shown(redactTarget(target.target.text)),
      shown(headline(known)),
    ];
    return `<tr>${texts.map((text) => `<td>${text}</td>`).join('')}</tr>\n`;
  });
  const table = `<table border="1">
<tr><th>Firing since</th><th>Alert</th><th>Target</th><th>Verdict from here</th></tr>
${rows.join('')}</table>`;
  return page(
    'Alerts',
    rows.length === 0 ? '<p>This vantage point was told of no alert of a target of its own.</p>' : table,
  );
}

function page(title: string, body: string): string {
  return `<!DOCTYPE html>
<html lang="en">
<head><meta charset="utf-8"><title>${shown(title)} - Vantage</title></head>
<body>
<h1>${shown(title)}</h1>
${body}
</body>
</html>
`;
}

function headline({ state, diagnosis }: DiagnosedAlert): string {
  if (diagnosis !== undefined) {
    const { sentence, blame, code } = diagnosis.verdict;
    return `${sentence} (${code}, blame ${blame})`;
  }
  return { waiting, lost, made: forgotten }[state];
}

/** A text of the target's or of Alertmanager's, as text and nothing else. */
function shown(text: string): string {
  return text.split('\n').map(withoutHarm).map(escapeHtml).join('\n');
}
