import { goQueryPairs } from './go-query.ts';

export type StrictQuery<Parameter extends string> =
  | { readonly ok: true; readonly given: ReadonlyMap<Parameter, string> }
  /** `error` says what is wrong and what to write instead. */
  | { readonly ok: false; readonly error: string };

/** Reads a query that may have these parameters, each once. What is misspelt or said twice is refused, not guessed at. */
export function readStrictQuery<Parameter extends string>(
  rawQuery: string,
  known: readonly Parameter[],
): StrictQuery<Parameter> {
  const given = new Map<Parameter, string>();
  const pairs = goQueryPairs(rawQuery);
  const sent = rawQuery.split('&').filter((pair) => pair !== '');
  if (pairs.length < sent.length)
    return refuse('The query cannot be read: escape each value with percent signs.');
  for (const [name, value] of pairs) {
    const parameter = known.find((candidate) => candidate === name);
    if (parameter === undefined)
      return refuse(`There is no parameter ${JSON.stringify(name)}: use ${known.join(', ')}.`);
    if (given.has(parameter)) return refuse(`The parameter ${parameter} is there twice: write it once.`);
    given.set(parameter, value);
  }
  return { ok: true, given };
}

function refuse(error: string): { readonly ok: false; readonly error: string } {
  return { ok: false, error };
}
