import type { Diagnosis } from '../../diagnosis/diagnose.ts';
import type {
  AddressEvidence,
  Evidence,
  Finding,
  Gateway,
  NameEvidence,
  Route,
  ServerAnswer,
} from '../../diagnosis/evidence.ts';
import { isoTime } from '../../iso-time.ts';
import type { Paint } from '../terminal/paint.ts';
import { printable } from '../terminal/printable.ts';
import { spellTime } from '../view/spell-time.ts';
import { labelled, type Row, wrap } from '../view/wrap.ts';

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
    { title: 'the addresses', rows: evidence.addresses.flatMap(addressRows) },
    { title: 'variations', rows: variationRows(evidence) },
    ...evidence.routes.filter(isWorthShowing).map(routeSection),
    { title: 'this vantage', rows: vantageRows(evidence) },
  ];
  const blocks = sections
    .filter(({ rows }) => rows.length > 0)
    .map(({ title, rows }) => [`  ${title}`, ...labelled(rows.map(escaped), '    ', style.columns)]);
  return `${[headline(verdict, evidence, style), ...blocks].map((lines) => lines.join('\n')).join('\n\n')}\n`;
}

interface Section {
  readonly title: string;
  readonly rows: readonly Row[];
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
    { label: 'run again', value: found(run) },
    ...(patient === undefined
      ? []
      : [{ label: `given ${spellTime(patient.timeoutMs)}`, value: found(patient) }]),
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

function found({ ok, failure, durationMs, statusCode, location }: Finding): string {
  const status = statusCode === undefined ? '' : `, status ${statusCode}`;
  const leads = location === undefined ? '' : `, redirected to ${location}`;
  const time = `${spellTime(durationMs)}${status}${leads}`;
  return ok || failure === undefined
    ? `ok in ${time}`
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

function addressRows({ address, isOwn, connection, run }: AddressEvidence): readonly Row[] {
  const label = isOwn ? address : `${address} (elsewhere)`;
  return [
    ...(connection === undefined ? [] : [{ label, value: `TCP ${found(connection)}` }]),
    ...(run === undefined
      ? []
      : [{ label: connection === undefined ? label : '', value: `probe ${found(run)}` }]),
  ];
}

function variationRows({ tls, http }: Evidence): readonly Row[] {
  const variations: readonly (readonly [label: string, finding: Finding | undefined])[] = [
    ['TLS, nothing verified', tls?.unjudged],
    ['TLS, no name said', tls?.nameless],
    ['start page, nothing verified', http?.unjudged],
    ['plain HTTP', http?.plain],
    ['redirects not followed', http?.unfollowed],
    [`${http?.otherMethod?.method ?? ''} instead`, http?.otherMethod?.finding],
  ];
  return variations.flatMap(([label, finding]) =>
    finding === undefined ? [] : [{ label, value: found(finding) }],
  );
}

/** A way that is not possible, and one hop, are told in a line elsewhere or not at all. */
function isWorthShowing({ end, hops }: Route): boolean {
  return end !== 'not_possible' && (hops.length > 0 || end !== 'silent');
}

const ends: Readonly<Record<Route['end'], string>> = {
  reached: 'it answers',
  unreachable: 'turned back: no way leads there',
  prohibited: 'turned back: forbidden',
  silent: 'and nothing answers from beyond',
  not_possible: '',
};

function routeSection({ address, method, hops, end }: Route): Section {
  return {
    title: `the way to ${address} by ${method.toUpperCase()}: ${ends[end]}`,
    rows: hops.map(({ hopLimit, address: who, roundTripMs }) => ({
      label: String(hopLimit).padStart(2),
      value:
        who === undefined ? '*' : `${who}${roundTripMs === undefined ? '' : `  ${spellTime(roundTripMs)}`}`,
    })),
  };
}

function vantageRows({ vantage, routes }: Evidence): readonly Row[] {
  const { gateways, resolvers, outside, hasGlobalAddress } = vantage;
  const families = [hasGlobalAddress.ip4 ? 'IPv4' : '', hasGlobalAddress.ip6 ? 'IPv6' : ''].filter(
    (word) => word !== '',
  );
  const untraced = routes.find(({ end }) => end === 'not_possible');
  return [
    { label: 'addresses', value: families.length === 0 ? 'none beyond this host' : families.join(' and ') },
    ...(gateways.length === 0 ? [{ label: 'gateway', value: 'none: there is no default route' }] : []),
    ...gateways.map(gatewayRow),
    ...resolvers.map(({ server, kind, detail }) => ({
      label: 'resolver',
      value: `${server} ${kind === 'no_address' ? 'answers' : detail}`,
    })),
    ...(outside === undefined
      ? []
      : [{ label: 'outside', value: outside ? 'a root server answers' : 'no root server answers' }]),
    ...(untraced === undefined
      ? []
      : [
          {
            label: 'route',
            value: `${untraced.method.toUpperCase()} is not possible: ${untraced.detail ?? ''}`,
          },
        ]),
  ];
}

function gatewayRow({ address, state, ...gateway }: Gateway): Row {
  const where = `${address ?? 'the link itself'} on ${gateway.interface}`;
  const words = {
    answers: 'answers',
    silent: 'does not answer',
    unknown: 'may or may not be there',
    unasked: 'was not asked',
  } as const;
  return { label: `gateway IPv${gateway.family}`, value: `${where} ${words[state]}` };
}
