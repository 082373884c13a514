import type { Bench } from '../bench.ts';
import type { Children } from '../children.ts';
import { startExporter } from '../exporter.ts';
import { findProgram } from '../find-program.ts';
import type { Finding, SectionName } from '../findings.ts';
import { monotonicMs } from '../monotonic.ts';
import { interleaved, type Side } from '../rounds.ts';

/** What Node.js itself takes to start. */
const floor = [process.execPath, '--eval', '0'];

/** How long exporters take to become healthy, and commands of the shell from their start to their end. */
export async function measureStartUp(bench: Bench): Promise<readonly Finding[]> {
  const { targets, exporters } = bench;
  const vantage = exporters.get('vantage')?.program ?? [];
  const peer = exporters.get('peer')?.program;
  const curl = findProgram('curl');
  const { httpPort } = targets.web;
  return [
    await untilHealthy(bench),
    await untilEnded(bench, { section: 'start', name: '--version' }, [
      ['vantage', [...vantage, '--version']],
      ['peer', peer && [...peer, '--version']],
      ['floor', floor],
    ]),
    await untilEnded(bench, { section: 'check', name: 'vantage probe tcp://127.0.0.1:PORT' }, [
      ['vantage', [...vantage, 'probe', `tcp://127.0.0.1:${httpPort}`]],
      ['peer', curl && [curl, '--silent', `http://127.0.0.1:${httpPort}/`]],
      ['floor', floor],
    ]),
  ];
}

async function untilHealthy({ plan, children, exporters }: Bench): Promise<Finding> {
  const measures = [...exporters].map(
    ([side, command]) =>
      [
        side,
        async () => {
          await using exporter = await startExporter(children, command);
          return exporter.startMs;
        },
      ] as const,
  );
  const figures = await interleaved(new Map<Side, () => Promise<number>>(measures), plan.starts);
  return { section: 'start', name: 'first good answer of /-/healthy', figures };
}

async function untilEnded(
  { plan, children }: Bench,
  finding: { readonly section: SectionName; readonly name: string },
  commands: readonly (readonly [Side, readonly string[] | undefined | ''])[],
): Promise<Finding> {
  const measures = new Map<Side, () => Promise<number>>();
  for (const [side, command] of commands) {
    if (command) measures.set(side, () => timeOf(children, command));
  }
  return { ...finding, figures: await interleaved(measures, plan.starts) };
}

async function timeOf(children: Children, command: readonly string[]): Promise<number> {
  const startedAtMs = monotonicMs();
  const child = children.start(command);
  const end = await child.ended;
  const elapsedMs = monotonicMs() - startedAtMs;
  if (child.process.exitCode !== 0) throw new Error(`${command.join(' ')}: ${end} ${child.complained()}`);
  return elapsedMs;
}
