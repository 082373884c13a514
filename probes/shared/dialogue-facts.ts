import type { Fact, Outcome } from '../contract.ts';
import type { DialogueRunObservations } from './dialogue-run.ts';

/** What the dialogue captured, and whether the connection was encrypted. */
export function dialogueFacts({ observations }: Outcome<DialogueRunObservations>): readonly Fact[] {
  const { dialogue, encrypted } = observations;
  if (dialogue === undefined) return [];
  const captured = Object.entries(dialogue.expectInfo ?? {}).map(([name, value]) => ({ name, value }));
  return [{ name: 'encrypted', value: encrypted ? 'yes' : 'no' }, ...captured];
}
