/**
 * How late timers come in a process that does nothing else: what the machine itself, and whatever else runs on it,
 * adds to the lateness of everybody's starts.
 */
import { setTimeout as sleep } from 'node:timers/promises';
import { answerQuestions } from '../answer-questions.ts';
import { monotonicMs } from '../monotonic.ts';
import { percentile } from '../statistics.ts';
import { timerOrder } from './timer-messages.ts';

const pauseMs = 5;

answerQuestions(timerOrder, async ({ seconds }) => {
  const endMs = monotonicMs() + seconds * 1000;
  const latenessesMs: number[] = [];
  for (let startMs = monotonicMs(); startMs < endMs; startMs = monotonicMs()) {
    await sleep(pauseMs);
    latenessesMs.push(monotonicMs() - startMs - pauseMs);
  }
  return { p99Ms: percentile(latenessesMs, 0.99) };
});
