import { exitCodes } from '../report/standing.ts';
import type { PointAnswer } from './ask-point.ts';
import type { SeenRun } from './seen-run.ts';

/** What a vantage point says of the target; `unknown` also where it could not be asked. */
export type Opinion = 'up' | 'down' | 'unknown' | 'unusable';

export function opinionOf(answer: PointAnswer): Opinion {
  if (!answer.asked) return 'unknown';
  const { success, failure } = answer.run;
  if (success) return 'up';
  if (failure?.reason === 'target.invalid') return 'unusable';
  return failure?.blame === 'local' ? 'unknown' : 'down';
}

/** The exit code for what all of them say: what is most certain counts. */
export function compareExitCode(answers: readonly PointAnswer[]): number {
  const opinions = new Set(answers.map(opinionOf));
  if (opinions.has('unusable')) return exitCodes.usage;
  if (opinions.has('down')) return exitCodes.failed;
  return opinions.has('unknown') ? exitCodes.unknown : exitCodes.ok;
}

/** The verdict as words without the target: `down from us (tcp.timed_out, network), up from eu`. */
export function verdictOf(answers: readonly PointAnswer[]): string {
  const by = (opinion: Opinion): readonly PointAnswer[] =>
    answers.filter((answer) => opinionOf(answer) === opinion);
  const bad = [...by('down'), ...by('unusable')];
  const parts = [part('is down', bad, answers.length), part('is up', by('up'), answers.length)];
  const unknown = by('unknown');
  if (unknown.length === answers.length) return 'nobody can say: no vantage point found out';
  if (unknown.length > 0) parts.push(`unknown from ${unknown.map(({ point }) => point.name).join(', ')}`);
  return parts.filter((said) => said !== '').join('; ');
}

function part(verb: string, answers: readonly PointAnswer[], all: number): string {
  if (answers.length === 0) return '';
  const isAll = answers.length === all && all > 1;
  const reasons = new Set(answers.map((answer) => (answer.asked ? reasonOf(answer.run) : '')));
  reasons.delete('');
  if (isAll) {
    const why = reasons.size === 0 ? '' : `: ${[...reasons].join('; ')}`;
    return `${verb} from ${all === 2 ? 'both' : `all ${all}`} vantage points${why}`;
  }
  const named = answers.map(({ point, ...answer }) => {
    const why = answer.asked ? reasonOf(answer.run) : '';
    return why === '' ? point.name : `${point.name} (${why})`;
  });
  return `${verb} from ${named.join(', ')}`;
}

function reasonOf({ failure }: SeenRun): string {
  return failure === undefined ? '' : `${failure.reason}, ${failure.blame}`;
}
