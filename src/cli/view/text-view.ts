import type { AddressEvidence, Fact } from '../../../probes/contract.ts';
import type { Failure } from '../../../probes/failure.ts';
import type { TlsEvidence } from '../../../probes/tls-evidence.ts';
import { redactTarget } from '../../config/redact-text.ts';
import type { CheckedRun } from '../report/checked-run.ts';
import { type FailOn, failOnNothing } from '../report/fail-on.ts';
import { countedWarnings } from '../report/standing.ts';
import type { Paint } from '../terminal/paint.ts';
import { printable } from '../terminal/printable.ts';
import { certificateTree } from './certificate-tree.ts';
import { dialogueSection } from './dialogue-section.ts';
import { answerSection, demandSection, hopSection, stepSection } from './event-sections.ts';
import { spellTime } from './spell-time.ts';
import { colourOf, verdictWord } from './verdict-word.ts';
import { waterfall } from './waterfall.ts';
import { labelled, type Row, wrap } from './wrap.ts';

/** Width of the waterfall where nothing says how wide the output is. */
const usualColumns = 80;

/** How {@link textView} words a result. */
export interface TextStyle {
  readonly paint: Paint;
  /** Width of the terminal; absent for a file or a pipe, where no text is broken so that `grep` finds it. */
  readonly columns?: number;
  /** Whether all that happened is told, step by step. */
  readonly verbose?: boolean;
  /** Which warnings count as failures; absent, none does. */
  readonly failOn?: FailOn;
}

/**
 * A result for people, ending in a line break.
 *
 * The first line is the verdict: what, where, whose fault. Then the phases as a waterfall, the address, TLS,
 * the prober's own `facts`, redirects, dialogues, answers of name servers, demands and the certificate chain, each only when there is
 * something to show; at last, if that is wanted, every step. Whatever the target worded is escaped ({@link printable}).
 */
export function textView(run: CheckedRun, facts: readonly Fact[], style: TextStyle): string {
  const { result, warnings } = run;
  const { outcome } = result;
  const { paint, columns } = style;
  const width = columns === undefined ? {} : { columns };
  const sections: (readonly string[])[] = [
    verdict(run, style),
    waterfall({ phases: outcome.phases, totalMs: result.durationMs }, columns ?? usualColumns),
  ];
  const events = result.transcript;
  const answers = answerSection(events);
  const told = answers.length === 0 ? facts : facts.filter(({ name }) => name !== 'answer');
  const rows: readonly Row[] = [
    ...(outcome.ok ? [] : [failureRow(outcome.failure)]),
    ...(outcome.address === undefined ? [] : [addressRow(outcome.address)]),
    ...(outcome.tls === undefined ? [] : [tlsRow(outcome.tls, paint)]),
    ...warnings.map(({ detail }) => ({ label: 'warning', value: printable(detail), paint: paint.warn })),
    ...told.map(({ name, value }) => ({ label: printable(name), value: printable(value) })),
  ];
  if (rows.length > 0) sections.push(labelled(rows, '  ', columns));
  for (const section of [
    hopSection(events, style),
    dialogueSection(events, style),
    answers,
    demandSection(events, style),
  ]) {
    if (section.length > 0) sections.push(section);
  }
  const chain = outcome.tls?.chain ?? [];
  if (chain.length > 0) {
    const nowSeconds = result.startedAtMs / 1000;
    sections.push(['  certificates, as sent', ...certificateTree(chain, { nowSeconds, paint, ...width })]);
  }
  if (style.verbose === true && events.length > 0) sections.push(stepSection(events, style));
  return `${sections.map((lines) => lines.join('\n')).join('\n\n')}\n`;
}

function verdict(run: CheckedRun, { paint, columns, failOn }: TextStyle): readonly string[] {
  const { target, outcome, durationMs } = run.result;
  const where = printable(redactTarget(target.text));
  const but = butWarnings(run, failOn);
  const said = outcome.ok
    ? `${where} in ${spellTime(durationMs)}${but}`
    : `${where} ${outcome.failure.reason} (${outcome.failure.blame}): ${printable(outcome.failure.detail)}`;
  const word = but === '' ? verdictWord(outcome) : 'FAIL';
  const hang = '  ';
  const lines = wrap(`${word} ${said}`, columns === undefined ? undefined : columns - hang.length);
  const colour = colourOf(word, paint);
  return lines.map((line, index) => (index === 0 ? colour(word) + line.slice(word.length) : hang + line));
}

/** What makes a failure of a success, for the end of its verdict; '' for nothing. */
export function butWarnings(run: CheckedRun, failOn: FailOn = failOnNothing): string {
  const counted = countedWarnings(run, failOn);
  return counted.map(({ kind, detail }) => `, but --fail-on=${kind}: ${printable(detail)}`).join('');
}

function failureRow({ phase, reason, blame }: Failure): Row {
  return { label: 'failure', value: `${reason}, phase ${phase}, blame ${blame}` };
}

function addressRow({ chosen, lookupMs }: AddressEvidence): Row {
  const lookup = `lookup took ${spellTime(lookupMs)}`;
  if (chosen === undefined) return { label: 'address', value: `none, ${lookup}` };
  return { label: 'address', value: `${printable(chosen.address)} (IPv${chosen.family}), ${lookup}` };
}

function tlsRow(tls: TlsEvidence, paint: Paint): Row {
  const parts = [tls.version, tls.cipher, tls.alpn, verificationText(tls)];
  const value = parts
    .filter((part) => part !== undefined)
    .map(printable)
    .join(', ');
  return {
    label: 'tls',
    value: value === '' ? 'nothing was negotiated' : value,
    ...(tls.verification?.kind === 'refused' && { paint: paint.bad }),
  };
}

function verificationText({ verification }: TlsEvidence): string | undefined {
  if (verification === undefined) return undefined;
  if (verification.kind === 'verified') return 'certificate verified';
  if (verification.kind === 'refused') return `certificate refused (${verification.fault})`;
  const { wouldFailWith } = verification;
  return `certificate not verified${wouldFailWith === undefined ? '' : ` (would be refused: ${wouldFailWith})`}`;
}
