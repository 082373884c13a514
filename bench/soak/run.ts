import { mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import type { Children } from '../children.ts';
import { versionOf } from '../contenders.ts';
import { type Exporter, startExporter } from '../exporter.ts';
import { type HelperProcess, startHelper } from '../helper-process.ts';
import { machineLine } from '../machine.ts';
import { makeCertificate } from '../targets/certificate.ts';
import { temporaryDirectory } from '../temporary-directory.ts';
import { watchTimeTaken } from '../time-taken.ts';
import { churn, configFileName, targetsFileName, targetsText } from './churn.ts';
import { growthOf } from './growth.ts';
import { type SoakReport, soakReport } from './load-messages.ts';
import type { SoakOptions } from './options.ts';
import { problemsOf, reportText } from './report.ts';
import { ownMetrics, type SoakSample, sumOf, takeSample } from './sample.ts';
import { type Subject, subjectsWith } from './subjects.ts';
import { type TargetAddresses, targetAddresses } from './target-messages.ts';

/** Enough for the connections of a minute, for which the kernel keeps their ports. */
const addresses = 16;

/** After every part of the load everything is looked at. */
const parts = 50;

/** What a probe may take at the most, all in all, before the load is given up. */
const longestPartMs = 10 * 60_000;

/** For the connections of the last probes to be closed. */
const settleMs = 300;

const vantageMain = new URL('../../../dist/src/cli/main.js', import.meta.url).pathname;

/** Probes, changes what is probed meanwhile, prints what came of it, and rejects when that is not as it has to be. */
export async function run(options: SoakOptions, children: Children): Promise<void> {
  const timeTaken = watchTimeTaken();
  const directory = temporaryDirectory();
  const about = [new Date().toISOString(), machineLine(), versionOf([process.execPath, vantageMain])];
  process.stdout.write(`${about.join('\n')}\n\n`);
  const { servers, caFile } = await startTargets(children, directory);
  const subjects = subjectsWith(caFile);
  const scheduled = (servers['http ok'] ?? []).flatMap((address) =>
    Array.from({ length: 25 }, (_, index) => `http://${address}/${index}`),
  );
  const configuration = (version: number) => configurationText(subjects, version);
  writeFileSync(join(directory, configFileName), configuration(0));
  writeFileSync(join(directory, targetsFileName), targetsText(scheduled, 0));

  const program = [process.execPath, ...options.nodeFlags, vantageMain];
  const flags = [`--config.file=${join(directory, configFileName)}`, ...options.vantageFlags];
  await using exporter = await startExporter(children, { program, flags, env: {} });
  const nodeWarnings = watchWarnings(exporter);
  const load = startHelper(children, 'soak/load-process');
  const churning = new AbortController();
  const changes = churn(
    { port: exporter.port, directory, configuration, targets: scheduled },
    churning.signal,
  );
  const { report, samples } = await underLoad({ load, exporter }, { options, subjects, servers });
  churning.abort();
  const soaked = {
    subjects,
    report,
    samples,
    churn: await changes,
    growth: growthOf(samples),
    nodeWarnings: [...nodeWarnings],
    scheduledRuns: await scheduledRuns(exporter),
  };
  const note = timeTaken();
  process.stdout.write(`${reportText(soaked)}\n${note}\n`);
  if (options.jsonFile !== undefined) {
    writeFileSync(options.jsonFile, `${JSON.stringify({ about, note, ...soaked }, null, 2)}\n`);
  }
  if (problemsOf(soaked).length > 0) throw new Error('the soak has failed, see above');
}

interface Targets {
  readonly servers: TargetAddresses;
  readonly caFile: string;
}

/** Starts the targets, with a certificate that is trusted and one that nobody knows. */
async function startTargets(children: Children, directory: string): Promise<Targets> {
  const [trusted, unknown] = ['trusted', 'unknown'].map((name) => {
    const path = join(directory, name);
    mkdirSync(path);
    return makeCertificate(path);
  });
  if (trusted === undefined || unknown === undefined) throw new Error('the program openssl is not installed');
  const order = {
    addresses,
    trustedKey: readFileSync(trusted.keyFile, 'utf8'),
    trustedCertificate: readFileSync(trusted.certificateFile, 'utf8'),
    unknownKey: readFileSync(unknown.keyFile, 'utf8'),
    unknownCertificate: readFileSync(unknown.certificateFile, 'utf8'),
  };
  const helper = startHelper(children, 'soak/target-process');
  const { byBehaviour } = await helper.ask(order, { answer: targetAddresses, withinMs: 15_000 });
  return { servers: byBehaviour, caFile: trusted.certificateFile };
}

/** Every version has a module that no other has. */
function configurationText(subjects: readonly Subject[], version: number): string {
  const modules = Object.fromEntries(subjects.map(({ name, module }) => [name, module]));
  return JSON.stringify({
    vantage: { name: 'soak' },
    modules: { ...modules, [`version_${version}`]: { prober: 'tcp' } },
    schedules: [
      {
        job_name: 'soak',
        module: 'http_ok',
        interval: '2s',
        timeout: '1s',
        max_per_host: 1000,
        file_sd_configs: [{ files: [targetsFileName], refresh_interval: '1m' }],
      },
    ],
  });
}

interface UnderTest {
  readonly load: HelperProcess;
  readonly exporter: Exporter;
}

interface Plan {
  readonly options: SoakOptions;
  readonly subjects: readonly Subject[];
  readonly servers: TargetAddresses;
}

/** Probes part by part, and looks at what the exporter holds after each of them. */
async function underLoad(
  { load, exporter }: UnderTest,
  { options, subjects, servers }: Plan,
): Promise<{ readonly report: SoakReport; readonly samples: readonly SoakSample[] }> {
  const samples: SoakSample[] = [];
  let sum: SoakReport | undefined;
  let asked = 0;
  for (let part = 1; part <= parts; part += 1) {
    const probes = Math.round((options.probes * part) / parts) - asked;
    if (probes === 0) continue;
    const order = {
      port: exporter.port,
      probes,
      atOnce: options.atOnce,
      subjects: subjects.map(({ name, share, fails, behaviour, target }) => ({
        name,
        share,
        paths: (servers[behaviour] ?? []).map((address) => probePath(name, target(address))),
        ...(fails !== undefined && { fails }),
      })),
    };
    const report = await load.ask(order, { answer: soakReport, withinMs: longestPartMs });
    sum = sum === undefined ? report : together(sum, report);
    asked += probes;
    await sleep(settleMs);
    const sample = await takeSample(exporter, asked);
    samples.push(sample);
    process.stderr.write(`${progressOf(sample, report)}\n`);
  }
  if (sum === undefined) throw new Error('there are no probes to make');
  return { report: sum, samples };
}

function probePath(module: string, target: string): string {
  return `/probe?module=${module}&target=${encodeURIComponent(target)}`;
}

function together(left: SoakReport, right: SoakReport): SoakReport {
  return {
    elapsedMs: left.elapsedMs + right.elapsedMs,
    counts: left.counts.map((count, index) => {
      const other = right.counts[index];
      const example = count.example ?? other?.example;
      return {
        name: count.name,
        probes: count.probes + (other?.probes ?? 0),
        starved: count.starved + (other?.starved ?? 0),
        wrong: count.wrong + (other?.wrong ?? 0),
        ...(example !== undefined && { example }),
      };
    }),
  };
}

function progressOf(
  { probes, descriptors, handles, threads, residentBytes }: SoakSample,
  { counts, elapsedMs }: SoakReport,
): string {
  const done = counts.reduce((sum, count) => sum + count.probes, 0);
  const wrong = counts.reduce((sum, count) => sum + count.wrong, 0);
  const memory = (residentBytes / 1024 / 1024).toFixed(0);
  const rate = (done / (elapsedMs / 1000)).toFixed(0);
  return `${probes} probes: ${rate}/s, ${wrong} wrong, ${descriptors} descriptors, ${handles} handles, ${threads} threads, ${memory} MiB`;
}

/** Collects what Node.js warns of from now on: too many listeners, most of all. */
function watchWarnings({ process: child }: Exporter): ReadonlySet<string> {
  const warnings = new Set<string>();
  child.stderr?.on('data', (text: string) => {
    for (const line of text.split('\n')) if (/\(node:\d+\).*Warning/u.test(line)) warnings.add(line);
  });
  return warnings;
}

async function scheduledRuns({ port }: Exporter): Promise<number> {
  return sumOf(await ownMetrics(port), 'vantage_schedule_start_lateness_seconds_count');
}
