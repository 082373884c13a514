/** From what probers handed over to what is kept of it: without secrets, and bounded. */
import type { EventKind, EventValue, HeaderPairs, TranscriptEvent } from '../../probes/transcript.ts';
import { isSecretName } from '../config/secret-names.ts';
import { scrubBody } from './scrub-body.ts';

/** A run's transcript holds at most this much, so that no target can fill the memory with it. */
const maxBytes = 64 * 1024;
/** Left free for how the run ended. */
const verdictBytes = 4 * 1024;

/** What an event and a text take besides their characters, by a generous guess. */
const eventBytes = 64;
const textBytes = 16;

/** The longest text of a list, and of an event. */
const maxItemLength = 2048;
const maxTextLength = 34 * 1024;
const maxVerdictLength = 1000;

/** More than that cannot be kept. */
export const maxEvents = maxBytes / eventBytes;

/** An event as it was recorded. */
export interface RawEvent {
  readonly atMs: number;
  readonly kind: EventKind;
  readonly fields: Readonly<Record<string, EventValue | HeaderPairs>>;
}

/** Takes the secrets out of a text. */
export type Hide = (text: string) => string;

export interface KeptEvents {
  readonly events: readonly TranscriptEvent[];
  /** How many found no room. */
  readonly dropped: number;
}

/** The events as they are kept, in their order, for as long as there is room; how the run ended always is. */
export function keptEvents(recorded: readonly RawEvent[], hide: Hide): KeptEvents {
  const events: TranscriptEvent[] = [];
  let bytes = 0;
  let dropped = 0;
  for (const raw of recorded) {
    const isVerdict = raw.kind === 'run.failed' || raw.kind === 'run.succeeded';
    const event = keptEvent(raw, { hide, maxLength: isVerdict ? maxVerdictLength : maxTextLength });
    const size = sizeOf(event);
    if (!isVerdict && bytes + size > maxBytes - verdictBytes) {
      dropped += 1;
      continue;
    }
    bytes += size;
    events.push(event);
  }
  return { events, dropped };
}

/** Events with what a peer said in its own words, which may be header lines, JSON or a form. */
const saidByPeer: ReadonlySet<EventKind> = new Set<EventKind>([
  'http.body_captured',
  'dialogue.line',
  'dialogue.before_tls',
  'websocket.message',
]);

interface Keeping {
  readonly hide: Hide;
  readonly maxLength: number;
}

function keptEvent({ atMs, kind, fields }: RawEvent, { hide, maxLength }: Keeping): TranscriptEvent {
  const hideIn = saidByPeer.has(kind) ? (text: string) => scrubBody(hide(text)) : hide;
  const kept: Record<string, EventValue> = {};
  for (const name in fields) {
    const value = fields[name];
    if (typeof value === 'string') kept[name] = cut(hideIn(value), maxLength);
    else if (typeof value === 'object') kept[name] = keptList(value, hideIn);
    else if (value !== undefined) kept[name] = value;
  }
  const { body, limit_bytes: limitBytes } = kept;
  if (typeof body === 'string' && typeof limitBytes === 'number') kept['body'] = cutBytes(body, limitBytes);
  return { atMs, kind, fields: kept };
}

/** Cut after that many bytes, or before a character that would be cut in two. */
function cutBytes(text: string, maxBytes: number): string {
  const bytes = Buffer.from(text, 'utf8');
  if (bytes.length <= maxBytes) return text;
  return bytes
    .subarray(0, maxBytes)
    .toString('utf8')
    .replace(/\ufffd$/, '');
}

function keptList(list: readonly string[] | HeaderPairs, hide: Hide): readonly string[] {
  return list.map((item: string | HeaderPairs[number]) =>
    cut(typeof item === 'string' ? hide(item) : headerLine(item, hide), maxItemLength),
  );
}

function headerLine([name, value]: HeaderPairs[number], hide: Hide): string {
  if (isSecretName(name)) return `${fromBytes(name)}: <secret>`;
  return `${fromBytes(name)}: ${hide(fromBytes(value))}`;
}

/** Bytes as Latin-1 text, read as UTF-8. */
function fromBytes(text: string): string {
  return /[\u0080-\u00ff]/.test(text) ? Buffer.from(text, 'latin1').toString('utf8') : text;
}

function cut(text: string, maxLength: number): string {
  return text.length > maxLength ? `${text.slice(0, maxLength)}…` : text;
}

function sizeOf({ fields }: TranscriptEvent): number {
  let size = eventBytes;
  for (const name in fields) {
    const value = fields[name];
    if (typeof value === 'string') size += textBytes + Buffer.byteLength(value);
    else if (typeof value === 'object') {
      for (const item of value) size += textBytes + Buffer.byteLength(item);
    } else size += textBytes;
  }
  return size;
}
