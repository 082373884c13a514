/** The one place that knows the CEL library: what it lacks or does otherwise than cel-go is mended here. */
import { createRequire } from 'node:module';
import type * as Library from '@bufbuild/cel';
import { compileRegexp, type Regexp, subjectOf } from '../../shared/regexp/regexp.ts';

export type CelEnvironment = Library.CelEnv;
/** A node of the syntax tree. */
export type CelExpr = ReturnType<typeof Library.parse>['expr'];

/** The library with the environment that expressions of a module are evaluated in. */
export interface Cel extends Pick<typeof Library, 'parse' | 'plan' | 'isCelError' | 'celMap'> {
  readonly environment: CelEnvironment;
}

let loaded: Cel | undefined;

/**
 * Loads the library at the first call.
 *
 * Synchronously, because an expression is compiled while the configuration is read; and not at import, because
 * it takes about 100 ms, which nobody should pay whose modules have no such expression.
 */
export function loadCel(): Cel {
  if (loaded !== undefined) return loaded;
  const library: unknown = createRequire(import.meta.url)('@bufbuild/cel');
  if (!isLibrary(library)) throw new Error('@bufbuild/cel is not what it was');
  const { celEnv, celFunc, CelScalar, parse, plan, isCelError, celMap } = library;
  const environment = celEnv({
    re2: { compile: (pattern) => ({ test: (text) => expression(pattern).test(subjectOf(text)) }) },
    // The library has the method only; cel-go has both.
    funcs: [
      celFunc('matches', [CelScalar.STRING, CelScalar.STRING], CelScalar.BOOL, (text, pattern) =>
        expression(pattern).test(subjectOf(text)),
      ),
    ],
  });
  loaded = { environment, parse, plan, isCelError, celMap };
  return loaded;
}

/** `require` knows no types; the package's own say the rest. */
function isLibrary(value: unknown): value is typeof Library {
  return typeof value === 'object' && value !== null && 'celEnv' in value;
}

/** The pattern compiled last: an expression asks for the same one again and again. */
let latest: Regexp | undefined;

function expression(pattern: string): Regexp {
  if (latest?.source === pattern) return latest;
  const compiled = compileRegexp(pattern);
  if (!compiled.ok) throw new Error(`invalid regular expression: ${compiled.error}`);
  latest = compiled.regexp;
  return latest;
}
