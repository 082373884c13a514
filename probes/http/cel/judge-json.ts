/** `fail_if_body_json_matches_cel` and `fail_if_body_json_not_matches_cel`. */
import type { Failure, FailureReason } from '../../failure.ts';
import { shortened } from '../../shared/shortened.ts';
import type { CelExpression } from './expression.ts';
import { parseCelJson } from './json.ts';
import { within } from './within.ts';

/** Parsing is not to be interrupted, and takes up to 0.1 ms per kilobyte of hostile JSON. */
const maxJsonBytes = 1024 * 1024;

/** While an expression is evaluated, nothing else happens in this process. */
const evaluationLimitMs = 200;

/** The expressions of a module. */
export interface CelRules {
  /** The probe fails when it is true. */
  readonly failIfMatches: CelExpression | undefined;
  /** The probe fails when it is false. */
  readonly failIfNotMatches: CelExpression | undefined;
}

/**
 * The first demand on the body that is not met. A body that is not one JSON value, an expression that cannot be
 * evaluated and one whose value is no boolean all fail.
 */
export function judgeJson(content: Buffer, rules: CelRules): Failure | undefined {
  if (content.length > maxJsonBytes) {
    const detail = `the body is longer than the ${maxJsonBytes} bytes that CEL expressions look into`;
    return { phase: 'response', reason: 'http.response.body_too_large', blame: 'target', detail };
  }
  const judged = within(evaluationLimitMs, () => judge(content, rules));
  if (judged.ok) return judged.result;
  const detail = `the CEL expressions were not evaluated within ${evaluationLimitMs} ms of work: the body is too large for them`;
  return unmet(detail, 'local');
}

function judge(content: Buffer, { failIfMatches, failIfNotMatches }: CelRules): Failure | undefined {
  let body: ReturnType<typeof parseCelJson>;
  try {
    body = parseCelJson(content);
  } catch (error) {
    // The parser quotes from the body.
    return unmet(
      `the body is not JSON: ${shortened(error instanceof Error ? error.message : String(error))}`,
    );
  }
  const judgeOne = (expression: CelExpression | undefined, wrong: boolean): Failure | undefined => {
    if (expression === undefined) return undefined;
    const source = shortened(expression.source);
    const verdict = expression.evaluate(body);
    switch (verdict.kind) {
      case 'error':
        return unmet(`the CEL expression "${source}" cannot be evaluated: ${shortened(verdict.detail)}`);
      case 'other':
        return unmet(
          `the CEL expression "${source}" gives ${verdict.type}, where true or false was expected`,
        );
      case 'bool': {
        const says = wrong ? 'matches' : 'does not match';
        return verdict.value === wrong ? unmet(`the body ${says} the CEL expression "${source}"`) : undefined;
      }
      default:
        return verdict satisfies never;
    }
  };
  return judgeOne(failIfMatches, true) ?? judgeOne(failIfNotMatches, false);
}

function unmet(detail: string, blame: Failure['blame'] = 'target'): Failure {
  return { phase: 'assertion', reason: 'assert.json' satisfies FailureReason, blame, detail };
}
