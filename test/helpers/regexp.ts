import { compileRegexp, type Regexp } from '../../probes/shared/regexp/regexp.ts';

/** The compiled expression; throws when it is none. */
export function regexp(source: string): Regexp {
  const compiled = compileRegexp(source);
  if (!compiled.ok) throw new Error(compiled.error);
  return compiled.regexp;
}
