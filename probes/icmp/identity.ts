import { randomInt } from 'node:crypto';

const used = new Set<number>();
let sequence = randomInt(0x1_0000);

/** An identifier from 1 to 65535 that no other run of this thread has; dispose of it when the run ends. */
export interface ClaimedIdentifier extends Disposable {
  readonly identifier: number;
}

/** Claims a random free identifier; `undefined` when all are in use. */
export function claimIdentifier(): ClaimedIdentifier | undefined {
  if (used.size >= 0xffff) return undefined;
  let identifier = randomInt(1, 0x1_0000);
  while (used.has(identifier)) identifier = (identifier % 0xffff) + 1;
  used.add(identifier);
  return { identifier, [Symbol.dispose]: () => void used.delete(identifier) };
}

/** The next of the 65536 sequence numbers, which all runs of this thread share; the first is random. */
export function nextSequence(): number {
  sequence = (sequence + 1) & 0xffff;
  return sequence;
}
