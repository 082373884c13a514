import type { Diagnosis } from '../../diagnosis/diagnose.ts';
import type {
  AddressEvidence,
  Evidence,
  Finding,
  NameEvidence,
  ServerAnswer,
} from '../../diagnosis/evidence.ts';
import { isoTime } from '../../iso-time.ts';
import type { Paint } from '../terminal/paint.ts';
import { printable } from '../terminal/printable.ts';
import { spellTime } from '../view/spell-time.ts';
import { labelled, type Row, wrap } from '../view/wrap.ts';
import { routeSections, type Section } from './route-sections.ts';
import { vantageRows } from './vantage-rows.ts';

/** How a diagnosis is worded. */
export interface DiagnosisStyle {
  readonly paint: Paint;
  /** Width of the terminal; absent for a file or a pipe, where no line is broken. */
  readonly columns?: number;
}

/**
 * A diagnosis for people, ending in a line break: the verdict first, then the evidence in sections, a line for each
 * experiment. Whatever a target worded is escaped ({@link printable}).
 */
export function diagnosisView({ verdict, evidence }: Diagnosis, style: DiagnosisStyle): string {
  const sections: readonly Section[] = [
    { title: 'the probe', rows: probeRows(evidence) },
    { title: 'the name', rows: nameRows(evidence.names) },
    {
      title: 'the addresses',
      rows: evidence.addresses.flatMap((address) => addressRows(address, evidence.run)),
    },
    { title: 'variations', rows: variationRows(evidence) },
    ...routeSections(evidence.routes),
    { title: 'this vantage', rows: vantageRows(evidence) },
  ];
  const blocks = sections
    .filter(({ rows }) => rows.length > 0)
    .map(({ title, rows }) => [`  ${title}`, ...labelled(rows.map(escaped), '    ', style.columns)]);
  return `${[headline(verdict, evidence, style), ...blocks].map((lines) => lines.join('\n')).join('\n\n')}\n`;
}

function escaped(row: Row): Row {
  return { ...row, label: printable(row.label), value: printable(row.value) };
}

function headline(
  { code, blame, sentence }: Diagnosis['verdict'],
  { subject, durationMs }: Evidence,
  { paint, columns }: DiagnosisStyle,
): readonly string[] {
  const isWell = code === 'healthy' || code === 'recovered';
  const isUnknown = code === 'unexplained' || code === 'intermittent';
  const word = isWell ? 'OK' : isUnknown ? 'UNKNOWN' : 'FAULT';
  const whose = blame === 'nobody' ? '' : ` (${blame})`;
  const said = `${word} ${printable(subject.target)} ${code}${whose}: ${printable(sentence)}`;
  const lines = wrap(said, columns === undefined ? undefined : columns - 2);
  const colour = isWell ? paint.good : paint.bad;
  return [
    ...lines.map((line, index) => (index === 0 ? colour(word) + line.slice(word.length) : `  ${line}`)),
    `  found out in ${spellTime(durationMs)}`,
  ];
}

function probeRows({ subject, run, reported, patient }: Evidence): readonly Row[] {
  return [
    { label: 'module', value: `${subject.module} (${subject.prober})` },
    ...(reported === undefined
      ? []
      : [{ label: 'reported', value: `${reported.reason}: ${reported.detail}` }]),
    { label: reported === undefined ? 'run' : 'run again', value: found(run) },
    ...(patient === undefined
      ? []
      : [{ label: `given ${spellTime(patient.timeoutMs)}`, value: found(patient, run) }]),
    ...(run.certificate === undefined ? [] : [certificateRow(run.certificate)]),
  ];
}

function certificateRow({
  subject,
  dnsNames,
  issuer,
  notBeforeSeconds,
  notAfterSeconds,
}: NonNullable<Finding['certificate']>): Row {
  const names = dnsNames.length === 0 ? subject : dnsNames.join(', ');
  const dates = `${isoTime(notBeforeSeconds) ?? '?'} to ${isoTime(notAfterSeconds) ?? '?'}`;
  return { label: 'certificate', value: `${names}, valid ${dates}, issued by ${issuer}` };
}

/** What came of a run; beside another one that failed in the same way, in few words. */
function found({ ok, failure, durationMs, statusCode, location }: Finding, beside?: Finding): string {
  const status = statusCode === undefined ? '' : `, status ${statusCode}`;
  const leads = location === undefined ? '' : `, redirected to ${location}`;
  const time = `${spellTime(durationMs)}${status}${leads}`;
  if (ok || failure === undefined) return `ok in ${time}`;
  const isSame = failure.reason === beside?.failure?.reason && failure.detail === beside.failure.detail;
  return isSame
    ? `FAILS likewise after ${time}`
    : `FAILS after ${time}: ${failure.reason}: ${failure.detail}`;
}

function nameRows(names: NameEvidence | undefined): readonly Row[] {
  if (names === undefined) return [];
  return [
    { label: 'this host', value: `${answered(names.own)} in ${spellTime(names.own.durationMs)}` },
    ...names.resolvers.map((answer) => serverRow('its resolver', answer)),
    ...names.others.map((answer) => serverRow('resolver', answer)),
    ...(names.othersUnasked === undefined
      ? []
      : [{ label: 'others', value: `not asked: ${names.othersUnasked}` }]),
    ...names.zones.flatMap(({ zone, answers, problem }) => [
      ...(problem === undefined ? [] : [{ label: `zone ${zone}`, value: problem }]),
      ...answers.map((answer) => serverRow(`zone ${zone}`, answer)),
    ]),
  ];
}

function serverRow(role: string, answer: ServerAnswer): Row {
  const who = answer.serverName === undefined ? answer.server : `${answer.serverName} (${answer.server})`;
  return { label: role, value: `${who}: ${answered(answer)}` };
}

function answered({ kind, addresses, detail }: Pick<ServerAnswer, 'kind' | 'addresses' | 'detail'>): string {
  return kind === 'addresses' ? addresses.join(', ') : detail;
}

function addressRows({ address, isOwn, connection, run }: AddressEvidence, probe: Finding): readonly Row[] {
  const label = isOwn ? address : `${address} (elsewhere)`;
  return [
    ...(connection === undefined ? [] : [{ label, value: `TCP ${found(connection, probe)}` }]),
    ...(run === undefined
      ? []
      : [{ label: connection === undefined ? label : '', value: `probe ${found(run, probe)}` }]),
  ];
}

function variationRows({ run, tls, http }: Evidence): readonly Row[] {
  const variations: readonly (readonly [label: string, finding: Finding | undefined])[] = [
    ['TLS, nothing verified', tls?.unjudged],
    ['TLS, no name said', tls?.nameless],
    ['start page, nothing verified', http?.unjudged],
    ['plain HTTP', http?.plain],
    ['redirects not followed', http?.unfollowed],
    [`${http?.otherMethod?.method ?? ''} instead`, http?.otherMethod?.finding],
  ];
  return variations.flatMap(([label, finding]) =>
    finding === undefined ? [] : [{ label, value: found(finding, run) }],
  );
}
