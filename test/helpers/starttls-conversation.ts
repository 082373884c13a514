import type { Conversation, GoAhead, Step } from '../../probes/tls/starttls/conversation.ts';

/** How a conversation with a peer ended that said all it had to say at once. */
export interface Ended {
  readonly verdict: GoAhead | 'wants more';
  readonly written: Buffer;
  readonly steps: number;
}

/** Holds a conversation over what the peer says, without a socket. */
export function hold(conversation: Conversation, said: Buffer): Ended {
  let rest = said;
  const written: Buffer[] = [];
  const give = (step: Step): Buffer | undefined => {
    switch (step.kind) {
      case 'write':
        written.push(step.bytes);
        return Buffer.alloc(0);
      case 'read line': {
        const end = rest.indexOf('\n');
        const line = rest.subarray(0, end);
        rest = rest.subarray(end + 1);
        return end < 0 ? undefined : Buffer.from(line.toString('latin1').replace(/\r$/, ''), 'latin1');
      }
      case 'read':
      case 'read some': {
        const sizeBytes = step.kind === 'read' ? step.sizeBytes : Math.min(1, rest.length);
        const taken = rest.subarray(0, sizeBytes);
        rest = rest.subarray(sizeBytes);
        return taken.length < sizeBytes || (step.kind === 'read some' && sizeBytes === 0) ? undefined : taken;
      }
      default:
        return step satisfies never;
    }
  };
  let taken = conversation.next();
  let steps = 0;
  while (taken.done !== true) {
    steps += 1;
    const given = give(taken.value);
    if (given === undefined) return { verdict: 'wants more', written: Buffer.concat(written), steps };
    taken = conversation.next(given);
  }
  return { verdict: taken.value, written: Buffer.concat(written), steps };
}
