import type { Assertion, Transcript } from '../transcript.ts';

/** Told of each demand of a module that was looked at, in the order in which they are. */
export type Tell = (assertion: Assertion, isMet: boolean) => void;

/** Writes the demands down. */
export function tellTo(transcript: Transcript): Tell {
  return (assertion, isMet) => transcript.record(isMet ? 'assertion.met' : 'assertion.unmet', assertion);
}
