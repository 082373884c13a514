/**
 * How long the series of scheduled targets take to write, how long that keeps others waiting, and what memory they
 * need: `npm run bench:exposition -- 10000` for so many targets, `-- 10000 peer` for prom-client with as many series.
 * On a machine with other work the time of the processor says more than that of the clock.
 */
import { setImmediate as nextTurn } from 'node:timers/promises';
import { type PageEncoder, renderPage } from '../../src/metrics/page.ts';
import { protobufPage } from '../../src/metrics/protobuf-page.ts';
import { textPage } from '../../src/metrics/text-page.ts';
import { peerRegistry } from './peer-registry.ts';
import { loadedSeries } from './scheduled-load.ts';

const rounds = 5;
const newline = 10;

async function benchOurs(targetCount: number): Promise<void> {
  const heapBefore = usedHeap();
  const series = loadedSeries(targetCount);
  const heapBytes = (usedHeap() - heapBefore) / targetCount;
  const encoders: Readonly<Record<string, () => PageEncoder>> = {
    'text 0.0.4': () => textPage({ format: 'text', escaping: 'underscores' }),
    'OpenMetrics 1.0': () => textPage({ format: 'openmetrics', escaping: 'underscores' }),
    protobuf: () => protobufPage('underscores'),
  };
  print(`${targetCount} targets, ${heapBytes.toFixed(0)} bytes of heap each`);
  for (const [format, encoder] of Object.entries(encoders)) {
    const page = () => renderPage(series.families(), encoder());
    const { bytes, lines } = await sizeOf(page());
    print(`${format}: ${(bytes / 1e6).toFixed(1)} MB${format === 'protobuf' ? '' : `, ${lines} lines`}`);
    for (let round = 0; round < rounds; round += 1) print(row(await timed(() => drain(page()))));
  }
}

async function benchPeer(targetCount: number): Promise<void> {
  const heapBefore = usedHeap();
  const registry = peerRegistry(targetCount);
  const heapBytes = (usedHeap() - heapBefore) / targetCount;
  print(`${targetCount} targets, ${heapBytes.toFixed(0)} bytes of heap each`);
  const page = await registry.metrics();
  print(`prom-client: ${(page.length / 1e6).toFixed(1)} MB, ${linesIn(Buffer.from(page))} lines`);
  for (let round = 0; round < rounds; round += 1) print(row(await timed(() => registry.metrics())));
}

interface Times {
  readonly totalMs: number;
  /** Of all threads of this process. */
  readonly processorMs: number;
  /** The longest time in which nothing else could run. */
  readonly longestMs: number;
}

/** Does the work beside a loop that asks for a turn again and again, and notes how long it once had to wait. */
async function timed(work: () => Promise<unknown>): Promise<Times> {
  const stop = new AbortController();
  let longestMs = 0;
  const watch = async (): Promise<void> => {
    let lastMs = performance.now();
    while (!stop.signal.aborted) {
      await nextTurn();
      longestMs = Math.max(longestMs, performance.now() - lastMs);
      lastMs = performance.now();
    }
  };
  const watching = watch();
  const startMs = performance.now();
  const usedBefore = process.cpuUsage();
  await work();
  const totalMs = performance.now() - startMs;
  const { user, system } = process.cpuUsage(usedBefore);
  stop.abort();
  await watching;
  return { totalMs, processorMs: (user + system) / 1000, longestMs };
}

async function drain(page: AsyncIterable<Uint8Array>): Promise<void> {
  for await (const _chunk of page);
}

async function sizeOf(page: AsyncIterable<Uint8Array>): Promise<{ bytes: number; lines: number }> {
  let bytes = 0;
  let lines = 0;
  for await (const chunk of page) {
    bytes += chunk.length;
    lines += linesIn(chunk);
  }
  return { bytes, lines };
}

function linesIn(chunk: Uint8Array): number {
  let lines = 0;
  for (let at = chunk.indexOf(newline); at >= 0; at = chunk.indexOf(newline, at + 1)) lines += 1;
  return lines;
}

/** Bytes, after a collection of garbage where node was started with --expose-gc. */
function usedHeap(): number {
  globalThis.gc?.();
  return process.memoryUsage().heapUsed;
}

function row({ totalMs, processorMs, longestMs }: Times): string {
  const cells = [
    `${totalMs.toFixed(0)} ms`,
    `${processorMs.toFixed(0)} ms of processor`,
    `longest slice ${longestMs.toFixed(1)} ms`,
    `RSS ${(process.memoryUsage().rss / 1024 ** 2).toFixed(0)} MiB`,
  ];
  return `  ${cells.join(', ')}`;
}

function print(line: string): void {
  process.stdout.write(`${line}\n`);
}

const [, , count = '10000', side] = process.argv;
await (side === 'peer' ? benchPeer : benchOurs)(Number(count));
