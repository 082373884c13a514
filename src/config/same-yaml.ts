import { Mapping } from '../../probes/shared/schema/mapping.ts';
import { Scalar } from '../../probes/shared/schema/scalar.ts';

/** Whether schemas read the same from both: the same keys in the same order, the same scalars. */
export function isSameYaml(left: unknown, right: unknown): boolean {
  if (left instanceof Scalar) {
    return right instanceof Scalar && left.text === right.text && left.plain === right.plain;
  }
  if (left instanceof Mapping) {
    return right instanceof Mapping && areSame([...left.entries].flat(), [...right.entries].flat());
  }
  if (Array.isArray(left)) return Array.isArray(right) && areSame(left, right);
  return left === right;
}

function areSame(left: readonly unknown[], right: readonly unknown[]): boolean {
  return left.length === right.length && left.every((value, index) => isSameYaml(value, right[index]));
}
