import { z } from 'zod';
import { kindOf, required } from '../../probes/shared/schema/values.ts';

/** A list in which null is no element: each of its elements counts, under the index that the file gives it. */
export function completeList<Element>(element: z.ZodType<Element>): z.ZodType<readonly Element[]> {
  return z.array(element, { error: ({ input }) => `must be a list, not ${kindOf(input)}` });
}

/** A list that has an element; `problem` says what to do about one that has none, or about none at all. */
export function filled<Element>(
  list: z.ZodType<readonly Element[]>,
  problem: string,
): z.ZodType<readonly Element[]> {
  const checked = list.transform((elements, context) => {
    if (elements.length === 0) context.issues.push({ code: 'custom', message: problem, input: elements });
    return elements;
  });
  return required(checked, problem);
}
