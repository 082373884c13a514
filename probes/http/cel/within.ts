import vm from 'node:vm';

export type Within<Result> = { readonly ok: true; readonly result: Result } | { readonly ok: false };

/**
 * Calls `work`, which must not wait for anything, and breaks it off after `limitMs` milliseconds of JavaScript:
 * then `ok` is false. A single call into native code, such as `JSON.parse`, is not broken off. What `work`
 * throws is thrown.
 */
export function within<Result>(limitMs: number, work: () => Result): Within<Result> {
  let outcome: Within<Result> = { ok: false };
  context ??= vm.createContext(sandbox);
  script ??= new vm.Script('work()');
  // The one means that Node.js has to interrupt code on the same thread.
  sandbox.work = () => {
    outcome = { ok: true, result: work() };
  };
  try {
    script.runInContext(context, { timeout: limitMs });
  } catch (error) {
    if (!isTimeout(error)) throw error;
  } finally {
    sandbox.work = undefined;
  }
  return outcome;
}

const sandbox: { work: (() => void) | undefined } = { work: undefined };
let context: vm.Context | undefined;
let script: vm.Script | undefined;

function isTimeout(error: unknown): boolean {
  return typeof error === 'object' && error !== null && 'code' in error && error.code === timeoutCode;
}

const timeoutCode = 'ERR_SCRIPT_EXECUTION_TIMEOUT';
