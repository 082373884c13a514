import type net from 'node:net';
import { abortFailure } from '../../abort.ts';
import type { ProbeContext } from '../../contract.ts';
import type { Failure } from '../../failure.ts';
import { type BytesRead, type LineRead, LineReader } from '../../shared/line-reader.ts';
import { socketFailure } from '../../shared/socket-failure.ts';
import type { Conversation, Step } from './conversation.ts';
import { quoted } from './quoted.ts';

/** The most that one read of unknown size takes. */
const portionBytes = 4096;

/**
 * Takes the steps of a conversation over a connected socket: `undefined` when TLS may start, else why not.
 *
 * Never rejects, ends when `context.signal` aborts, and leaves the socket open. What the peer sent beyond its
 * go-ahead is nobody's: whoever starts TLS drops it, so that nothing slipped in before counts as said under TLS.
 */
export async function converse(
  socket: net.Socket,
  conversation: Conversation,
  context: ProbeContext,
): Promise<Failure | undefined> {
  using reader = new LineReader(socket, context.signal);
  let taken = conversation.next();
  while (taken.done !== true) {
    const answer = await take(taken.value, { socket, reader });
    if (answer.kind !== 'line' && answer.kind !== 'bytes') return failureOf(answer, context.signal);
    if (answer.bytes.length > 0) {
      context.transcript.record('dialogue.before_tls', { bytes: quoted(answer.bytes) });
    }
    taken = conversation.next(answer.bytes);
  }
  const verdict = taken.value;
  if (verdict.ok) return undefined;
  return { phase: 'response', reason: verdict.reason, blame: 'target', detail: verdict.detail };
}

interface Ends {
  readonly socket: net.Socket;
  readonly reader: LineReader;
}

async function take(step: Step, { socket, reader }: Ends): Promise<LineRead | BytesRead> {
  switch (step.kind) {
    case 'read line':
      return await reader.readLine();
    case 'read some':
      return await reader.readBytes(portionBytes);
    case 'read':
      return await readExactly(step.sizeBytes, reader);
    case 'write':
      await written(socket, step.bytes);
      return { kind: 'bytes', bytes: Buffer.alloc(0) };
    default:
      return step satisfies never;
  }
}

async function readExactly(sizeBytes: number, reader: LineReader): Promise<BytesRead> {
  const portions: Buffer[] = [];
  let missingBytes = sizeBytes;
  while (missingBytes > 0) {
    const read = await reader.readBytes(missingBytes);
    if (read.kind !== 'bytes') return read;
    portions.push(read.bytes);
    missingBytes -= read.bytes.length;
  }
  return { kind: 'bytes', bytes: Buffer.concat(portions) };
}

/** Hands the bytes to the kernel, which has room for so few. That the socket broke is told by the next read. */
function written(socket: net.Socket, bytes: Buffer): Promise<void> {
  return new Promise((resolve) => {
    socket.write(bytes, () => resolve());
  });
}

function failureOf(end: Exclude<LineRead | BytesRead, { bytes: Buffer }>, signal: AbortSignal): Failure {
  switch (end.kind) {
    case 'aborted':
      return abortFailure(signal, 'response', 'dialogue.timed_out');
    case 'error':
      return socketFailure(end.error, 'response');
    case 'end':
      return {
        phase: 'response',
        reason: 'dialogue.closed',
        blame: 'target',
        detail: 'the target closed the connection before TLS could start',
      };
    case 'too_long':
      return {
        phase: 'response',
        reason: 'dialogue.line_too_long',
        blame: 'target',
        detail: 'the target sent a line of more than 64 KiB',
      };
    default:
      return end satisfies never;
  }
}
