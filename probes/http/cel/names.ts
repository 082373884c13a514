/** The check of names that cel-go makes at load and the library does not. */
import type { CelEnvironment, CelExpr } from './library.ts';

/** Names of types, which are values as well: `type(body) == map`. */
const typeNames: ReadonlySet<string> = new Set([
  'bool',
  'bytes',
  'double',
  'int',
  'list',
  'map',
  'null_type',
  'string',
  'type',
  'uint',
  // The package of Timestamp and Duration.
  'google',
]);

/** Operators that the library evaluates itself; it lists the others as functions. */
const builtIn: ReadonlySet<string> = new Set(['_&&_', '_||_', '_?_:_', '_[_]', '@not_strictly_false']);

/** Why `expr` cannot be evaluated with the variable `body` alone: the first unknown name. */
export function unknownName(expr: CelExpr, environment: CelEnvironment): string | undefined {
  return search(expr, new Set(['body']), environment);
}

function search(
  expr: CelExpr | undefined,
  variables: ReadonlySet<string>,
  environment: CelEnvironment,
): string | undefined {
  if (expr === undefined) return undefined;
  const { exprKind } = expr;
  const first = (parts: readonly (CelExpr | undefined)[], inScope = variables): string | undefined => {
    for (const part of parts) {
      const problem = search(part, inScope, environment);
      if (problem !== undefined) return problem;
    }
    return undefined;
  };
  switch (exprKind.case) {
    case 'identExpr': {
      const name = exprKind.value.name.replace(/^\./, '');
      return variables.has(name) || typeNames.has(name)
        ? undefined
        : `"${name}" is unknown: the only variable is body`;
    }
    case 'selectExpr':
      return first([exprKind.value.operand]);
    case 'callExpr': {
      const { function: name, target, args } = exprKind.value;
      const isKnown = builtIn.has(name) || environment.funcs.find(name) !== undefined;
      return isKnown ? first([target, ...args]) : `there is no function "${name}"`;
    }
    case 'listExpr':
      return first(exprKind.value.elements);
    case 'structExpr':
      return first(
        exprKind.value.entries.flatMap(({ keyKind, value }) => [
          keyKind.case === 'mapKey' ? keyKind.value : undefined,
          value,
        ]),
      );
    case 'comprehensionExpr': {
      const { iterVar, iterVar2, accuVar, iterRange, accuInit, loopCondition, loopStep, result } =
        exprKind.value;
      const inner = new Set([...variables, iterVar, iterVar2, accuVar]);
      return first([iterRange, accuInit]) ?? first([loopCondition, loopStep, result], inner);
    }
    case 'constExpr':
    case undefined:
      return undefined;
    default:
      return exprKind satisfies never;
  }
}
