import { writeFileSync } from 'node:fs';
import type { Bench } from './bench.ts';
import type { Children } from './children.ts';
import { contenders, versionOf } from './contenders.ts';
import type { Finding } from './findings.ts';
import { startHelper } from './helper-process.ts';
import { machineLine } from './machine.ts';
import { measureMemory } from './measurements/memory.ts';
import { measureProbeKind } from './measurements/probe-kind.ts';
import { measureStartUp } from './measurements/start-up.ts';
import { measureSteadiness } from './measurements/steadiness.ts';
import { type Options, type Subject, subjects } from './options.ts';
import { reportJson, reportText } from './report.ts';
import { startTargets } from './targets/targets.ts';
import { temporaryDirectory } from './temporary-directory.ts';
import { watchTimeTaken } from './time-taken.ts';

/** Measures what the options ask for and prints it; leaves targets and helpers running, as children. */
export async function run(options: Options, children: Children): Promise<void> {
  const timeTaken = watchTimeTaken();
  const directory = temporaryDirectory();
  const targets = await startTargets(children, directory);
  const exporters = contenders(options, { directory, certificateFile: targets.certificateFile });
  const about = [
    new Date().toISOString(),
    machineLine(),
    ...[...exporters].map(([side, { program }]) => `${side}: ${versionOf(program)} (${program.join(' ')})`),
    `targets: ${targets.programs.join(', ')}`,
  ];
  print(`${about.join('\n')}\n\n`);
  const notes = new Set<string>();
  if (!exporters.has('peer')) notes.add('There is no peer: blackbox_exporter is not installed.');
  const bench: Bench = {
    plan: options.plan,
    children,
    targets,
    exporters,
    load: startHelper(children, 'load/load-process'),
    bare: startHelper(children, 'load/load-process'),
    note: (text) => notes.add(text),
  };
  const findings: Finding[] = [];
  for (const subject of subjects.filter((each) => options.plan.only.has(each))) {
    process.stderr.write(`measuring ${subject} ...\n`);
    findings.push(...(await measure(bench, subject)));
  }
  notes.add(timeTaken());
  const peer = options.against === undefined ? 'blackbox_exporter' : 'peer';
  print(
    `${reportText(findings, {
      vantage: 'Vantage',
      peer,
      least: 'least exporter',
      floor: 'bare sockets',
    })}\n`,
  );
  print([...notes].map((note) => `${note}\n`).join(''));
  if (options.jsonFile === undefined) return;
  const document = { about, notes: [...notes], findings: reportJson(findings) };
  writeFileSync(options.jsonFile, `${JSON.stringify(document, null, 2)}\n`);
}

function measure(bench: Bench, subject: Subject): Promise<readonly Finding[]> {
  if (subject === 'memory') return measureMemory(bench);
  if (subject === 'steadiness') return measureSteadiness(bench);
  return subject === 'start-up' ? measureStartUp(bench) : measureProbeKind(bench, subject);
}

function print(text: string): void {
  process.stdout.write(text);
}
