/** Nobody's user id on Linux. */
const nobody = 65_534;

/**
 * Takes root's permissions away from this process until it is disposed of; a process that is not root has none.
 * Only for what asks the kernel in the meantime, in a process of its own (vitest's pool `forks`).
 */
export function withoutRoot(): Disposable {
  const isRoot = process.getuid?.() === 0;
  if (isRoot) process.seteuid?.(nobody);
  return {
    [Symbol.dispose]: () => {
      if (isRoot) process.seteuid?.(0);
    },
  };
}
