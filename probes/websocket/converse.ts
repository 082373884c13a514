import type { ProbeContext } from '../contract.ts';
import type { Failure } from '../failure.ts';
import type { DialogueStep } from '../shared/dialogue-options.ts';
import { expandTemplate } from '../shared/regexp/expand.ts';
import { subjectOf } from '../shared/regexp/regexp.ts';
import { bytesFromText } from '../shared/schema/byte-string.ts';
import { shortened } from '../shared/shortened.ts';
import type { MessageStream } from './messages.ts';

/**
 * Takes the steps of a `query_response` one by one: `expect` judges the next message, whatever it is, and `send`
 * is sent as a text message, filled from that match. Says why a step failed; never rejects.
 */
export async function converse(
  messages: MessageStream,
  steps: readonly DialogueStep[],
  { transcript }: ProbeContext,
): Promise<Failure | undefined> {
  for (const { expect, send } of steps) {
    let text = send;
    if (expect !== undefined) {
      const read = await messages.read();
      if (!read.ok) return read.failure;
      const message = subjectOf(read.message);
      const match = expect.exec(message);
      const shown = shortened(message.text);
      transcript.record('websocket.message', { message: shown, matches: match !== undefined });
      if (match === undefined) {
        const detail = `the message ${JSON.stringify(shown)} does not match "${shortened(expect.source)}"`;
        return { phase: 'assertion', reason: 'assert.expect', blame: 'target', detail };
      }
      text = expandTemplate(send, match);
    }
    if (text === '') continue;
    const bytes = bytesFromText(text);
    // What was sent is not recorded: it may be a password.
    transcript.record('websocket.sent', { bytes: bytes.length });
    const failure = await messages.send(bytes);
    if (failure !== undefined) return failure;
  }
  return undefined;
}
