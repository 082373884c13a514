import type { Fact, Outcome } from '../contract.ts';
import { revocationFacts } from './crl/facts.ts';
import type { DialogueRunObservations } from './dialogue-run.ts';

/** Whether the connection was encrypted, what revocation lists say, and what the dialogue captured. */
export function dialogueFacts({ observations, tls }: Outcome<DialogueRunObservations>): readonly Fact[] {
  const { dialogue, encrypted } = observations;
  if (dialogue === undefined) return [];
  const captured = Object.entries(dialogue.expectInfo ?? {}).map(([name, value]) => ({ name, value }));
  return [{ name: 'encrypted', value: encrypted ? 'yes' : 'no' }, ...revocationFacts(tls), ...captured];
}
