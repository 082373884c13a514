import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import type { Children } from '../children.ts';
import { versionOf } from '../contenders.ts';
import { startExporter } from '../exporter.ts';
import { type HelperProcess, startHelper } from '../helper-process.ts';
import { type LoadOrder, type LoadReport, loadReport } from '../load/messages.ts';
import { machineLine } from '../machine.ts';
import { probePath } from '../probe-kinds.ts';
import { usageOf } from '../process-usage.ts';
import { scrapeAll } from '../schedule/scrape.ts';
import { targetAddresses } from '../schedule/target-messages.ts';
import { spread } from '../statistics.ts';
import { markdownTable } from '../table.ts';
import { delayPort } from '../targets/delay-messages.ts';
import { temporaryDirectory } from '../temporary-directory.ts';
import { watchTimeTaken } from '../time-taken.ts';
import { configurationText, scheduledTargets } from './configuration.ts';
import type { ThreadsOptions } from './options.ts';

const helperMs = 30_000;

/** What the server waits that is probed for the error. */
const delayMs = 20;

const warmUp: LoadOrder['pace'] = { kind: 'closed', concurrency: 50, maxProbes: 8000, maxMs: 8000 };

const throughput: LoadOrder['pace'] = { kind: 'closed', concurrency: 50, maxProbes: 20_000, maxMs: 4000 };

const errors: LoadOrder['pace'] = { kind: 'open', ratePerSecond: 500, probes: 3000 };

const vantageMain = new URL('../../../dist/src/cli/main.js', import.meta.url).pathname;

/** One number of threads, one round. */
interface Round {
  readonly threads: number;
  readonly perSecond: number;
  readonly perCpuSecond: number;
  readonly errorP99Ms: number;
  readonly scrapedPerSecond: number;
  readonly scrapedErrorP99Ms: number;
  readonly residentMb: number;
}

const figures: readonly (readonly [name: string, key: Exclude<keyof Round, 'threads'>, digits: number])[] = [
  ['probes per second, 50 at a time', 'perSecond', 0],
  ['probes per second of CPU time, 50 at a time', 'perCpuSecond', 0],
  ['error at 500 probes a second, 99 %, ms', 'errorP99Ms', 2],
  ['probes per second, 50 at a time, while pages are scraped', 'scrapedPerSecond', 0],
  ['error at 500 probes a second, 99 %, while pages are scraped, ms', 'scrapedErrorP99Ms', 2],
  ['RSS afterwards, MB', 'residentMb', 0],
];

/** Measures every number of threads, round by round, and prints the medians beside each other. */
export async function run(options: ThreadsOptions, children: Children): Promise<void> {
  const timeTaken = watchTimeTaken();
  const about = [
    new Date().toISOString(),
    machineLine(),
    versionOf([process.execPath, vantageMain]),
    `pages of ${scheduledTargets.toLocaleString('en')} targets, one scrape after the other`,
  ];
  process.stdout.write(`${about.join('\n')}\n\n`);
  const { addresses } = await startHelper(children, 'schedule/target-process').ask(
    { addresses: 64 },
    { answer: targetAddresses, withinMs: helperMs },
  );
  const slow = await startHelper(children, 'targets/delay-process').ask(
    { delayMs },
    { answer: delayPort, withinMs: helperMs },
  );
  const configFile = join(temporaryDirectory(), 'threads.json');
  writeFileSync(configFile, configurationText(addresses));
  const bed: TestBed = {
    children,
    load: startHelper(children, 'load/load-process'),
    flags: [`--config.file=${configFile}`],
    fast: probePath('http', `http://${addresses[0] ?? ''}/`),
    slow: probePath('http', `http://127.0.0.1:${slow.port}/`),
  };
  const rounds: Round[] = [];
  for (let round = 0; round < options.rounds; round += 1) {
    for (const threads of options.threads) {
      process.stderr.write(`round ${round + 1}: ${threads} threads ...\n`);
      rounds.push(await measure(threads, bed));
    }
  }
  process.stdout.write(`${tableOf(options.threads, rounds)}\n${timeTaken()}\n`);
}

interface TestBed {
  readonly children: Children;
  readonly load: HelperProcess;
  readonly flags: readonly string[];
  /** Paths of probes: of a server that answers at once, and of one that waits. */
  readonly fast: string;
  readonly slow: string;
}

async function measure(threads: number, { children, load, flags, fast, slow }: TestBed): Promise<Round> {
  await using exporter = await startExporter(children, {
    program: [process.execPath, vantageMain],
    flags: [...flags, `--probe.threads=${threads}`],
    env: {},
  });
  const { pid, port } = exporter;
  const ask = (path: string, pace: LoadOrder['pace']) =>
    load.ask({ through: { kind: 'exporter', port, path }, pace }, { answer: loadReport, withinMs: helperMs });
  await ask(fast, warmUp);
  const before = usageOf(pid).cpuSeconds;
  const calm = await ask(fast, throughput);
  const cpuSeconds = usageOf(pid).cpuSeconds - before;
  const calmErrors = await ask(slow, errors);
  const scraped = await whileScraping(port, () => ask(fast, throughput));
  const scrapedErrors = await whileScraping(port, () => ask(slow, errors));
  return {
    threads,
    perSecond: perSecond(calm),
    perCpuSecond: calm.probes / cpuSeconds,
    errorP99Ms: errorMs(calmErrors),
    scrapedPerSecond: perSecond(scraped),
    scrapedErrorP99Ms: errorMs(scrapedErrors),
    residentMb: usageOf(pid).residentBytes / 1e6,
  };
}

/** Does something while the whole page is scraped time and again. */
async function whileScraping<T>(port: number, work: () => Promise<T>): Promise<T> {
  const over = new AbortController();
  const scraping = scrapeUntil(over.signal, port);
  const done = await work();
  over.abort();
  await scraping;
  return done;
}

async function scrapeUntil(over: AbortSignal, port: number): Promise<void> {
  while (!over.aborted) await scrapeAll(port, 'plain');
}

function perSecond({ probes, elapsedMs }: LoadReport): number {
  return probes / (elapsedMs / 1000);
}

function errorMs({ p99Seconds = Number.NaN }: LoadReport): number {
  return p99Seconds * 1000 - delayMs;
}

function tableOf(threads: readonly number[], rounds: readonly Round[]): string {
  const header = ['', ...threads.map((number) => `${number} threads`)];
  const rows = figures.map(([name, key, digits]) => [
    name,
    ...threads.map((number) => {
      const own = rounds.filter((round) => round.threads === number);
      const text = (value: number) =>
        value.toLocaleString('en', { minimumFractionDigits: digits, maximumFractionDigits: digits });
      const of = spread(own.map((round) => round[key]));
      return of === undefined ? '' : `${text(of.median)} (${text(of.min)} to ${text(of.max)})`;
    }),
  ]);
  return markdownTable(header, rows);
}
