import type { z } from 'zod';

/**
 * The other end of a helper process: answers each question of its parent and ends with it. A question that cannot
 * be answered ends the process, with the reason on standard error.
 */
export function answerQuestions<Q>(question: z.ZodType<Q>, answer: (question: Q) => Promise<object>): void {
  process.on('message', (message) => {
    void answer(question.parse(message)).then((said) => process.send?.(said));
  });
  process.on('disconnect', () => process.exit());
}
