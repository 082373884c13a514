import { Counter, collectDefaultMetrics, Gauge, Registry } from 'prom-client';
import type { ProbeResult } from '../engine/run.ts';
import { version } from '../version.ts';
import { type DiagnosisHealth, registerDiagnosisHealth } from './diagnosis-health.ts';
import { registerDialerMetrics } from './dialer.ts';
import { type HistoryHealth, registerHistoryHealth } from './history-health.ts';
import { type ListenerHealth, registerListenerHealth } from './listener-health.ts';
import { type LogHealth, registerLogHealth } from './log-health.ts';
import type { PageFamily } from './page.ts';
import { registerProcessMetrics } from './process.ts';
import { registryFamilies } from './registry-families.ts';
import { registerScheduleHealth, type ScheduleHealth } from './schedule-health.ts';
import { registerScrapeMetrics, type ScrapeMetrics } from './scrapes.ts';
import { registerThreadHealth, type ThreadHealth } from './thread-health.ts';

/** The exporter's own health, as `/metrics` shows it. */
export interface SelfMetrics
  extends ScrapeMetrics,
    ScheduleHealth,
    ThreadHealth,
    HistoryHealth,
    ListenerHealth,
    LogHealth,
    DiagnosisHealth {
  /** As they now stand. */
  families(): Promise<readonly PageFamily[]>;
  probeStarted(): void;
  /** Counts a finished run, and a bug when its prober threw. */
  probeEnded(result: ProbeResult): void;
  /** Counts a request for a module that the configuration does not have. */
  unknownModule(): void;
  /** Counts an exception outside of a prober. */
  bug(): void;
  /** Notes that a configuration was loaded, or found unchanged. */
  configLoaded(atMs: number): void;
  configRefused(): void;
  /** Notes which configuration files there are, and whether each was good when it was read last. */
  configFiles(files: ReadonlyMap<string, boolean>): void;
}

/** Gauges that prom-client names like counters; promtool objects, and the resources family says the same. */
const misnamed = [
  'nodejs_active_handles_total',
  'nodejs_active_requests_total',
  'nodejs_active_resources_total',
];

/** The names Go gives to what Node.js calls otherwise, for the labels of the reference's build info. */
const goArchitectures: Readonly<Record<string, string>> = { x64: 'amd64', ia32: '386' };

/**
 * A registry of its own with the metrics of the process and the Node.js runtime, the reference's self metrics
 * under their names, and those it lacks (`vantage_*`).
 */
export function createSelfMetrics(): SelfMetrics {
  const registry = new Registry();
  const registers = [registry];
  // Looking at the event loop every 10 ms, as is usual, would be most of what an idle exporter does.
  collectDefaultMetrics({ register: registry, eventLoopMonitoringPrecision: 100 });
  for (const name of misnamed) registry.removeSingleMetric(name);
  registerProcessMetrics(registry);

  new Gauge({
    name: 'blackbox_exporter_build_info',
    help: 'Always 1; the labels say which build this is, under the names that blackbox_exporter uses.',
    labelNames: ['branch', 'goarch', 'goos', 'goversion', 'revision', 'tags', 'version'],
    registers,
  }).set(
    {
      branch: '',
      goarch: goArchitectures[process.arch] ?? process.arch,
      goos: process.platform,
      goversion: `node${process.versions.node}`,
      revision: 'unknown',
      tags: 'unknown',
      version,
    },
    1,
  );
  new Gauge({
    name: 'vantage_build_info',
    help: 'Always 1; the labels say which Vantage this is and on which Node.js it runs.',
    labelNames: ['node_version', 'version'],
    registers,
  }).set({ node_version: process.versions.node, version }, 1);

  const reloadSuccessful = new Gauge({
    name: 'blackbox_exporter_config_last_reload_successful',
    help: 'Whether the last attempt to load the configuration succeeded.',
    registers,
  });
  const reloadTimestamp = new Gauge({
    name: 'blackbox_exporter_config_last_reload_success_timestamp_seconds',
    help: 'When the configuration was last loaded, or found unchanged, in Unix seconds.',
    registers,
  });
  const fileOk = new Gauge({
    name: 'vantage_config_file_ok',
    help: 'Whether the configuration file was good when it was read last; its last good version is in force.',
    labelNames: ['file'],
    registers,
  });
  const unknownModules = new Counter({
    name: 'blackbox_module_unknown_total',
    help: 'Requests to probe with a module that the configuration does not have.',
    registers,
  });
  const runs = new Counter({
    name: 'vantage_prober_runs_total',
    help: 'Runs that ended, scheduled or not, by prober and result.',
    labelNames: ['prober', 'result'],
    registers,
  });
  const inFlight = new Gauge({
    name: 'vantage_probes_in_flight',
    help: 'Probe runs that have started and not ended.',
    registers,
  });
  const denied = new Counter({
    name: 'vantage_policy_denied_total',
    help: 'Runs that the target policy ended, by prober. Nothing was sent to whom it denies.',
    labelNames: ['prober'],
    registers,
  });
  const bugs = new Counter({
    name: 'vantage_bugs_total',
    help: 'Exceptions that should not have happened: bugs of this program, never of a target.',
    registers,
  });

  const countConnections = registerDialerMetrics(registry);
  const { delayFamily, ...threadHealth } = registerThreadHealth(registry);

  return {
    ...registerScrapeMetrics(registry),
    ...registerScheduleHealth(registry),
    ...registerHistoryHealth(registry),
    ...registerListenerHealth(registry),
    ...registerLogHealth(registry),
    ...registerDiagnosisHealth(registry),
    ...threadHealth,
    families: async () => [...(await registryFamilies(registry)), delayFamily()],
    probeStarted: () => inFlight.inc(),
    probeEnded(result) {
      const { prober, outcome } = result;
      inFlight.dec();
      countConnections(result);
      runs.inc({ prober, result: outcome.ok ? 'success' : 'failure' });
      if (outcome.ok) return;
      const { reason } = outcome.failure;
      if (reason === 'local.bug') bugs.inc();
      if (reason === 'policy.denied') denied.inc({ prober });
    },
    unknownModule: () => unknownModules.inc(),
    bug: () => bugs.inc(),
    configLoaded(atMs) {
      reloadSuccessful.set(1);
      reloadTimestamp.set(atMs / 1000);
    },
    configRefused: () => reloadSuccessful.set(0),
    configFiles(files) {
      fileOk.reset();
      for (const [file, isGood] of files) fileOk.set({ file }, isGood ? 1 : 0);
    },
  };
}
