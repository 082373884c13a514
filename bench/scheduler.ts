/**
 * What the scheduler itself costs, with runs that end at once: CPU per start, heap per target, how late starts are.
 *
 *     npm run bench:scheduler -- [targets] [interval in seconds] [seconds to measure]
 */
import { setTimeout } from 'node:timers/promises';
import { probers } from '../probes/registry.ts';
import { parseConfig } from '../src/config/load.ts';
import type { Module } from '../src/config/module.ts';
import { systemClock } from '../src/engine/clock.ts';
import type { ProbeResult } from '../src/engine/run.ts';
import { createScheduler, type Scheduler } from '../src/engine/schedule/scheduler.ts';
import type { ScheduledTarget } from '../src/engine/scheduled-target.ts';
import { systemTimers } from '../src/engine/timers.ts';

const [targetCount = 30_000, intervalSeconds = 30, seconds = 30] = process.argv.slice(2).map(Number);

const module = benchModule();
const targets = Array.from({ length: targetCount }, (_, number) => benchTarget(number));

await bench();

async function bench(): Promise<void> {
  const latenessesMs: number[] = [];
  let skipped = 0;
  const result: ProbeResult = {
    module: module.name,
    prober: module.prober.name,
    target: { text: '' },
    startedAtMs: 0,
    durationMs: 0,
    timeoutMs: 0,
    localDelayMs: 0,
    outcome: { ok: true, phases: {}, observations: undefined },
    transcript: [],
  };
  const scheduler = createScheduler({
    clock: systemClock,
    timers: systemTimers,
    run: () => Promise.resolve(result),
    vantageName: 'bench',
    maxConcurrent: 500,
    events: {
      onResult: (_target, _result, { latenessMs }) => void latenessesMs.push(latenessMs),
      onSkipped: (_target, { slots }) => {
        skipped += slots;
      },
      onBug: (error) => {
        throw error;
      },
    },
  });
  printUpdates(scheduler);
  // The first seconds warm up the compiler.
  await setTimeout(5000);
  latenessesMs.length = 0;
  const cpuBefore = process.cpuUsage();
  await setTimeout(seconds * 1000);
  const { user, system } = process.cpuUsage(cpuBefore);
  await scheduler.stop(1000);
  const starts = latenessesMs.length;
  latenessesMs.sort((left, right) => left - right);
  const late = (part: number): string =>
    `${(latenessesMs[Math.floor(part * (starts - 1))] ?? NaN).toFixed(2)} ms`;
  print(
    `${(starts / seconds).toFixed(0)} starts/s, ${((user + system) / starts).toFixed(1)} µs of CPU per start`,
  );
  print(`${((user + system) / seconds / 1e4).toFixed(2)} % of one CPU`);
  print(`late by ${late(0.5)} (median), ${late(0.99)} (99 %), ${late(1)} (most); ${skipped} slots skipped`);
}

/** How long updates take, and what a target costs in memory. */
function printUpdates(scheduler: Scheduler): void {
  const heapBefore = usedHeap();
  const added = cpuMsOf(() => scheduler.update(targets));
  const bytes = (usedHeap() - heapBefore) / targetCount;
  const same = cpuMsOf(() => scheduler.update(targets));
  print(`${targetCount} targets every ${intervalSeconds} s, ${bytes.toFixed(0)} bytes of heap each`);
  print(`first update ${added.toFixed(1)} ms of CPU, the same again ${same.toFixed(1)} ms`);
}

function benchTarget(number: number): ScheduledTarget {
  const text = `https://host-${number}.payments.example/health`;
  return {
    key: `vendors|${text}`,
    jobName: 'vendors',
    module,
    target: { text },
    intervalMs: intervalSeconds * 1000,
    timeoutMs: 5000,
    labels: {},
    buckets: [],
    slo: {},
    maxPerHost: 2,
  };
}

function benchModule(): Module {
  const loaded = parseConfig({ text: 'modules: { web: { prober: http } }', fileName: 'bench' }, probers);
  const web = loaded.ok ? loaded.config.modules.get('web') : undefined;
  if (web === undefined) throw new Error('the module of the benchmark does not load');
  return web;
}

/** Milliseconds of CPU: other programs on the machine do not count. */
function cpuMsOf(work: () => void): number {
  const before = process.cpuUsage();
  work();
  const { user, system } = process.cpuUsage(before);
  return (user + system) / 1000;
}

function usedHeap(): number {
  globalThis.gc?.();
  return process.memoryUsage().heapUsed;
}

function print(line: string): void {
  process.stdout.write(`${line}\n`);
}
