import type net from 'node:net';
import { setImmediate } from 'node:timers/promises';
import { abortFailure } from '../abort.ts';
import type { ProbeContext } from '../contract.ts';
import type { Failure } from '../failure.ts';
import type { DialogueStep } from './dialogue-options.ts';
import { type LabelSource, labelsFromMatch } from './expect-labels.ts';
import { LineReader, type ReadEnd } from './line-reader.ts';
import { expandTemplate } from './regexp/expand.ts';
import { type Regexp, type RegexpMatch, type Subject, subjectOf } from './regexp/regexp.ts';
import { bytesFromText } from './schema/byte-string.ts';
import { sendBytes } from './send-bytes.ts';
import { shortened } from './shortened.ts';
import { socketFailure } from './socket-failure.ts';
import { tlsFailure } from './tls/tls-failure.ts';

/** After so many lines, others get a turn: a peer may send thousands in one segment. */
const linesPerTurn = 100;

/** What a dialogue showed. */
export interface DialogueObservations {
  /** The peer closed the connection before a line matched an `expect`. */
  readonly failedDueToRegex: boolean;
  /** As many bytes as an `expect_bytes` names arrived, and they were others. */
  readonly failedDueToBytes: boolean;
  /** The labels of the step that has some; present once that step matched, with no label if it lists none. */
  readonly expectInfo?: Readonly<Record<string, string>>;
}

/** Of a dialogue that has just begun, or has no steps. */
export const nothingSaid: DialogueObservations = { failedDueToRegex: false, failedDueToBytes: false };

/** A connection and what to say on it. */
export interface DialogueRequest {
  readonly steps: readonly DialogueStep[];
  readonly socket: net.Socket;
  /** Whether `socket` speaks TLS from the start: a STARTTLS step is then a mistake. */
  readonly encrypted: boolean;
  /** Puts TLS on the socket for a STARTTLS step. Whoever passes this in closes what it opens. */
  readonly startTls: (
    socket: net.Socket,
  ) => Promise<
    { readonly ok: true; readonly socket: net.Socket } | { readonly ok: false; readonly failure: Failure }
  >;
}

export type Dialogue = { readonly observations: DialogueObservations } & (
  | { readonly ok: true }
  | { readonly ok: false; readonly failure: Failure }
);

/**
 * Takes the steps of a `query_response` one by one: in each, `expect`, `expect_bytes`, `send`, `starttls`.
 *
 * Never rejects, ends when `context.signal` aborts, and leaves the socket open. Lines that were read but not
 * needed stay for later steps, except that STARTTLS drops them.
 */
export async function runDialogue(request: DialogueRequest, context: ProbeContext): Promise<Dialogue> {
  using conversation = new Conversation(request, context);
  for (const step of request.steps) {
    const failure = await conversation.take(step);
    if (failure !== undefined) return { ok: false, failure, observations: conversation.observations };
  }
  return { ok: true, observations: conversation.observations };
}

class Conversation implements Disposable {
  observations: DialogueObservations = nothingSaid;
  readonly #request: DialogueRequest;
  readonly #context: ProbeContext;
  #socket: net.Socket;
  #encrypted: boolean;
  #reader: LineReader;

  constructor(request: DialogueRequest, context: ProbeContext) {
    this.#request = request;
    this.#context = context;
    this.#socket = request.socket;
    this.#encrypted = request.encrypted;
    this.#reader = new LineReader(request.socket, context.signal);
  }

  [Symbol.dispose](): void {
    this.#reader[Symbol.dispose]();
  }

  async take(step: DialogueStep): Promise<Failure | undefined> {
    let { send } = step;
    if (step.expect !== undefined) {
      const expected = await this.#expect(step.expect);
      if (!expected.ok) return expected.failure;
      send = expandTemplate(send, expected.match);
      const failure = this.#keepLabels(step.labels, expected.match);
      if (failure !== undefined) return failure;
    }
    if (step.expectBytes !== '') {
      const failure = await this.#expectBytes(bytesFromText(step.expectBytes));
      if (failure !== undefined) return failure;
    }
    if (send !== '') {
      const failure = await this.#send(bytesFromText(`${send}\n`));
      if (failure !== undefined) return failure;
    }
    return step.startTls ? await this.#startTls() : undefined;
  }

  async #expect(
    regexp: Regexp,
  ): Promise<
    { readonly ok: true; readonly match: RegexpMatch } | { readonly ok: false; readonly failure: Failure }
  > {
    let last: Subject | undefined;
    for (let lines = 1; ; lines += 1) {
      const read = await this.#reader.readLine();
      if (read.kind === 'too_long') return { ok: false, failure: lineTooLong };
      if (read.kind !== 'line') return { ok: false, failure: this.#notMatched(regexp, read, last) };
      const line = subjectOf(read.bytes);
      const match = regexp.exec(line);
      this.#context.transcript.record('dialogue.line', {
        line: shortened(line.text),
        matches: match !== undefined,
        expected: regexp.source,
      });
      if (match !== undefined) return { ok: true, match };
      last = line;
      if (lines % linesPerTurn === 0) await setImmediate();
    }
  }

  #notMatched(regexp: Regexp, end: ReadEnd, last: Subject | undefined): Failure {
    const seen = last === undefined ? 'no line came' : `the last line was ${quoted(last.text)}`;
    if (end.kind !== 'end') {
      const failure = this.#readFailure(end);
      return { ...failure, detail: `${failure.detail}; ${seen}` };
    }
    this.observations = { ...this.observations, failedDueToRegex: true };
    const detail = `the target closed the connection before a line matched ${quoted(regexp.source)}; ${seen}`;
    if (last === undefined) return { phase: 'response', reason: 'dialogue.closed', blame: 'target', detail };
    return { phase: 'assertion', reason: 'assert.expect', blame: 'target', detail };
  }

  #keepLabels(labels: readonly LabelSource[] | undefined, match: RegexpMatch): Failure | undefined {
    if (labels === undefined) return undefined;
    if (this.observations.expectInfo !== undefined) {
      return badOptions('labels are given by more than one step of the dialogue');
    }
    const kept = labelsFromMatch(labels, match);
    if (!kept.ok) return badOptions(kept.detail);
    this.observations = { ...this.observations, expectInfo: kept.labels };
    return undefined;
  }

  async #expectBytes(expected: Buffer): Promise<Failure | undefined> {
    const read = await this.#reader.readBytes(expected.length);
    if (read.kind !== 'bytes') return this.#readFailure(read);
    const matches = read.bytes.equals(expected);
    this.#context.transcript.record('dialogue.bytes', {
      hex: shortened(read.bytes.toString('hex')),
      matches,
      expected_hex: shortened(expected.toString('hex')),
    });
    if (matches) return undefined;
    const different = read.bytes.length === expected.length;
    this.observations = { ...this.observations, failedDueToBytes: different };
    const detail = different
      ? `other bytes than the expected ones came: ${shortened(read.bytes.toString('hex'))}`
      : `${read.bytes.length} bytes came at once where ${expected.length} were expected`;
    return { phase: 'assertion', reason: 'assert.expect_bytes', blame: 'target', detail };
  }

  #readFailure(end: ReadEnd): Failure {
    const { signal } = this.#context;
    if (end.kind === 'aborted') return abortFailure(signal, 'response', 'dialogue.timed_out');
    if (end.kind === 'error') return tlsFailure(end.error) ?? socketFailure(end.error, 'response');
    const detail = 'the target closed the connection where an answer was expected';
    return { phase: 'response', reason: 'dialogue.closed', blame: 'target', detail };
  }

  /** Hands the bytes to the kernel. What was sent is not recorded: it may be a password. */
  async #send(bytes: Buffer): Promise<Failure | undefined> {
    const { signal, transcript } = this.#context;
    if (!signal.aborted) transcript.record('dialogue.sent', { bytes: bytes.length });
    return await sendBytes(this.#socket, bytes, signal);
  }

  async #startTls(): Promise<Failure | undefined> {
    if (this.#encrypted) return badOptions('the dialogue starts TLS on a connection that has TLS already');
    this.#context.transcript.record('dialogue.starttls', {});
    this.#reader[Symbol.dispose]();
    const started = await this.#request.startTls(this.#socket);
    if (!started.ok) return started.failure;
    this.#socket = started.socket;
    this.#encrypted = true;
    this.#reader = new LineReader(started.socket, this.#context.signal);
    return undefined;
  }
}

const lineTooLong: Failure = {
  phase: 'response',
  reason: 'dialogue.line_too_long',
  blame: 'target',
  detail: 'the target sent a line of more than 64 KiB',
};

/** A mistake in the module that shows only when the dialogue gets there. */
function badOptions(detail: string): Failure {
  return { phase: 'assertion', reason: 'local.options', blame: 'local', detail };
}

/** In quotes, control characters escaped: it is the target's text. */
function quoted(text: string): string {
  return JSON.stringify(shortened(text));
}
