import { randomUUID } from 'node:crypto';
import type { Outcome } from '../../probes/contract.ts';
import type { HttpObservations } from '../../probes/http/observations.ts';
import { probers } from '../../probes/registry.ts';
import { parseConfig } from '../../src/config/load.ts';
import type { Module } from '../../src/config/module.ts';
import type { ProbeResult } from '../../src/engine/run.ts';
import type { ScheduledTarget } from '../../src/engine/scheduled-target.ts';
import { createScheduledSeries, type ScheduledSeries } from '../../src/metrics/scheduled/series.ts';

/** Upper bounds of the histograms, as many as a schedule has by default. */
export const buckets: readonly number[] = [0.05, 0.1, 0.2, 0.4, 0.8, 1.6, 3.2, 6.4];

const runsEach = 10;

/** The series of so many HTTP targets after some runs each, one in twenty of which failed. */
export function loadedSeries(targetCount: number): ScheduledSeries {
  const series = createScheduledSeries();
  const module = httpModule();
  const targets = Array.from({ length: targetCount }, (_, index) => scheduledTarget(module, index));
  series.update(targets);
  for (let run = 0; run < runsEach; run += 1) {
    for (const [index, target] of targets.entries()) {
      series.record(target, result(target, (index + run) % 20 === 0), randomUUID());
    }
  }
  return series;
}

function httpModule(): Module {
  const loaded = parseConfig({ text: 'modules: { http_2xx: { prober: http } }', fileName: 'bench' }, probers);
  const module = loaded.ok ? loaded.config.modules.get('http_2xx') : undefined;
  if (module === undefined) throw new Error('the module of the benchmark does not load');
  return module;
}

function scheduledTarget(module: Module, index: number): ScheduledTarget {
  const text = `http://host-${index}.payments.example/health`;
  const labels = {
    instance: text,
    job: 'vendors',
    module: module.name,
    region: 'us-east-1',
    tier: '1',
    vantage: 'us-east-1a',
    vendor: `vendor-${index % 100}`,
  };
  return {
    key: JSON.stringify(labels),
    jobName: 'vendors',
    module,
    target: { text },
    intervalMs: 30_000,
    timeoutMs: 10_000,
    labels,
    buckets,
    slo: {},
    maxPerHost: 1,
  };
}

function result({ module, target, timeoutMs }: ScheduledTarget, fails: boolean): ProbeResult {
  const phases = {
    resolve: Math.random() * 20,
    connect: Math.random() * 60,
    processing: Math.random() * 900,
    transfer: Math.random() * 30,
  };
  const observations: HttpObservations = {
    attempted: true,
    connections: { attempted: 1, established: 1 },
    redirects: 0,
    bodyBytes: 512,
    failedDueToRegex: false,
    failedDueToCel: false,
    response: {
      protocol: 'HTTP/1.1',
      statusCode: fails ? 503 : 200,
      contentLength: 512,
      isTls: false,
      lastModifiedSeconds: 1_795_000_000,
    },
  };
  const measured = {
    phases,
    address: { lookupMs: phases.resolve, chosen: { family: 4, address: '192.0.2.7' } },
    observations,
  } as const;
  const outcome: Outcome = fails
    ? {
        ...measured,
        ok: false,
        failure: { phase: 'assertion', reason: 'assert.status', blame: 'target', detail: '503' },
      }
    : { ...measured, ok: true };
  return {
    module: module.name,
    prober: module.prober.name,
    target,
    startedAtMs: Date.now(),
    durationMs: Object.values(phases).reduce((sum, phaseMs) => sum + phaseMs, 0),
    timeoutMs,
    localDelayMs: Math.random() * 5,
    outcome,
    transcript: [],
  };
}
