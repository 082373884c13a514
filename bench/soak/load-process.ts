/** The process that asks the exporter for probes during the soak, and looks at what each of them says. */
import { answerQuestions } from '../answer-questions.ts';
import { connectToExporter, type ExporterConnection } from '../load/exporter-connection.ts';
import type { HttpAnswer } from '../load/http-answer.ts';
import { monotonicMs } from '../monotonic.ts';
import { type SoakOrder, type SoakReport, soakOrder } from './load-messages.ts';
import { roundOf } from './subjects.ts';

const idle: ExporterConnection[] = [];

answerQuestions(soakOrder, async ({ port, probes, atOnce, subjects }) => {
  const round = roundOf(subjects);
  const counts: SoakReport['counts'] = subjects.map(({ name }) => ({
    name,
    probes: 0,
    starved: 0,
    wrong: 0,
  }));
  const startMs = monotonicMs();
  let started = 0;
  const lane = async () => {
    while (started < probes) {
      const number = started;
      started += 1;
      const index = round[number % round.length] ?? 0;
      const subject = subjects[index];
      const count = counts[index];
      if (subject === undefined || count === undefined) throw new Error('a round names what is not there');
      const said = verdictOf(await ask(port, subject.paths[number % subject.paths.length] ?? ''));
      count.probes += 1;
      if (said === wanted(subject)) continue;
      if (said === 'local.resources') {
        count.starved += 1;
        continue;
      }
      count.wrong += 1;
      count.example ??= said;
    }
  };
  await Promise.all(Array.from({ length: atOnce }, lane));
  return { elapsedMs: monotonicMs() - startMs, counts } satisfies SoakReport;
});

async function ask(port: number, path: string): Promise<HttpAnswer> {
  let connection = idle.pop();
  while (connection !== undefined && !connection.isOpen()) connection = idle.pop();
  connection ??= await connectToExporter(port);
  const answer = await connection.get(path);
  idle.push(connection);
  return answer;
}

function wanted({ fails }: SoakOrder['subjects'][number]): string {
  return fails ?? 'success';
}

function verdictOf({ status, body }: HttpAnswer): string {
  if (status !== 200) return `status ${status}`;
  if (body.includes('\nprobe_success 1\n')) return 'success';
  return /^probe_failure_info\{.*?\breason="([^"]+)"/mu.exec(body)?.[1] ?? 'no reason';
}
