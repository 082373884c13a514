/** CEL expressions about a JSON body, compiled once. */

import type { CelJson } from './json.ts';
import { type CelExpr, loadCel } from './library.ts';
import { unknownName } from './names.ts';

/** What an expression says of a body; `error` for a missing key, a type error and the like. */
export type CelVerdict =
  | { readonly kind: 'bool'; readonly value: boolean }
  | { readonly kind: 'other'; readonly type: string }
  | { readonly kind: 'error'; readonly detail: string };

export interface CelExpression {
  /** As written. */
  readonly source: string;
  /** Evaluates with the one variable `body`; never throws. Its time depends on both: see `within`. */
  evaluate(body: CelJson): CelVerdict;
}

export type CompiledCel =
  | { readonly ok: true; readonly expression: CelExpression }
  | { readonly ok: false; readonly error: string };

/** Compiles an expression of the Common Expression Language, standard library only. */
export function compileCel(source: string): CompiledCel {
  const { parse, plan, isCelError, environment } = loadCel();
  let expr: CelExpr;
  let run: (variables: Record<string, CelJson>) => unknown;
  try {
    const parsed = parse(withoutComments(source));
    expr = parsed.expr;
    run = plan(environment, parsed);
  } catch (error) {
    return { ok: false, error: error instanceof Error ? error.message : String(error) };
  }
  const problem = unknownName(expr, environment);
  if (problem !== undefined) return { ok: false, error: problem };
  const evaluate = (body: CelJson): CelVerdict => {
    const result = run({ body });
    if (typeof result === 'boolean') return { kind: 'bool', value: result };
    return isCelError(result)
      ? { kind: 'error', detail: result.message }
      : { kind: 'other', type: typeof result === 'object' ? 'no boolean' : `a ${typeof result}` };
  };
  return { ok: true, expression: { source, evaluate } };
}

/** The library does not know comments. Strings are matched first, so that their slashes stay. */
function withoutComments(source: string): string {
  const stringOrComment =
    /[rR][bB]?(?:"""[^]*?"""|'''[^]*?'''|"[^"\n]*"|'[^'\n]*')|"""(?:\\[^]|[^])*?"""|'''(?:\\[^]|[^])*?'''|"(?:\\.|[^"\\\n])*"|'(?:\\.|[^'\\\n])*'|\/\/[^\n]*/g;
  return source.replace(stringOrComment, (match) => (match.startsWith('//') ? '' : match));
}
