import type { EventKind, TranscriptEvent } from '../../../probes/transcript.ts';
import { wordsOf } from '../../engine/transcript-words.ts';
import type { Paint } from '../terminal/paint.ts';
import { printable } from '../terminal/printable.ts';
import { spellTime } from './spell-time.ts';
import { labelled, type Row, wrap } from './wrap.ts';

/** What a run wrote down, for people. Sections are lines; one without any is left out by whoever prints them. */
export interface EventStyle {
  readonly paint: Paint;
  /** Width of the output; absent, no line is broken. */
  readonly columns?: number;
}

const indent = '  ';

/** The requests of a chain of redirects, each with its answer and where that leads; nothing for a single request. */
export function hopSection(events: readonly TranscriptEvent[], style: EventStyle): readonly string[] {
  const requests = ofKind(events, 'http.request');
  if (requests.length < 2) return [];
  const responses = new Map(ofKind(events, 'http.response').map((event) => [event.fields['hop'], event]));
  const rows = requests.map((request): Row => {
    const { hop, method, url } = request.fields;
    const response = responses.get(hop);
    const answer =
      response === undefined
        ? 'no answer'
        : `${text(response.fields['status'])} in ${spellTime(response.atMs - request.atMs)}`;
    return { label: `${text(hop)}  ${answer}`, value: printable(`${text(method)} ${text(url)}`) };
  });
  return [`${indent}requests, hop by hop`, ...labelled(rows, indent, style.columns)];
}

/** What the module demands, in the order in which it was judged: whether it is met, what was expected and what was seen. */
export function demandSection(events: readonly TranscriptEvent[], style: EventStyle): readonly string[] {
  const demands = events.filter(({ kind }) => kind === 'assertion.met' || kind === 'assertion.unmet');
  if (demands.length === 0) return [];
  const rows = demands.map(({ kind, fields }): Row => {
    const isMet = kind === 'assertion.met';
    return {
      label: `${isMet ? 'ok  ' : 'FAIL'}  ${text(fields['demand'])}`,
      value: printable(`expected ${text(fields['expected'])}, seen ${text(fields['seen'])}`),
      ...(!isMet && { paint: style.paint.bad }),
    };
  });
  return [`${indent}demands`, ...labelled(rows, indent, style.columns)];
}

/** The answers of name servers as dig shows them: a comment with the status, then the records in columns. */
export function answerSection(events: readonly TranscriptEvent[]): readonly string[] {
  return ofKind(events, 'dns.reply').flatMap(({ fields }) => {
    const answers = Array.isArray(fields['answers']) ? fields['answers'].map(String) : [];
    const flags = Array.isArray(fields['flags']) ? fields['flags'].join(' ') : '';
    const counts = `ANSWER: ${answers.length}, AUTHORITY: ${text(fields['authorities'])}, ADDITIONAL: ${text(fields['additionals'])}`;
    const header = `;; ${text(fields['server'])} status: ${text(fields['rcode'])}; flags: ${flags}; ${counts}`;
    const records = answers.map((answer) => answer.split('\t').map(printable));
    const widths = [0, 1, 2, 3].map((at) =>
      Math.max(0, ...records.map((record) => (record[at] ?? '').length)),
    );
    const lines = records.map((record) =>
      record.map((part, at) => (at < 4 ? part.padEnd(widths[at] ?? 0) : part)).join('  '),
    );
    return [indent + printable(header), ...lines.map((line) => indent + line.trimEnd())];
  });
}

/** Everything that happened, each event with the milliseconds since the start. */
export function stepSection(
  events: readonly TranscriptEvent[],
  { paint, columns }: EventStyle,
): readonly string[] {
  if (events.length === 0) return [];
  const times = events.map(({ atMs }) => atMs.toFixed(1));
  const width = Math.max(...times.map(({ length }) => length));
  const lines = events.flatMap((event, index) => {
    const { level, message } = wordsOf(event);
    const fields = Object.entries(event.fields).map(([name, value]) => `${name}=${shown(value)}`);
    const [first = '', ...rest] = wrap(
      printable([message, ...fields].join(' ')),
      columns === undefined ? undefined : columns - indent.length - width - 5,
    );
    const colour = level === 'warn' || level === 'error' ? paint.warn : (line: string) => line;
    const start = `${indent}${(times[index] ?? '').padStart(width)} ms  `;
    return [start + colour(first), ...rest.map((line) => ' '.repeat(start.length) + colour(line))];
  });
  return [`${indent}step by step`, ...lines];
}

function ofKind(events: readonly TranscriptEvent[], kind: EventKind): readonly TranscriptEvent[] {
  return events.filter((event) => event.kind === kind);
}

function text(value: TranscriptEvent['fields'][string] | undefined): string {
  return value === undefined ? '' : String(value);
}

function shown(value: TranscriptEvent['fields'][string]): string {
  if (typeof value === 'number' || typeof value === 'boolean') return String(value);
  return typeof value === 'string'
    ? JSON.stringify(value)
    : `[${value.map((one) => JSON.stringify(one)).join(' ')}]`;
}
