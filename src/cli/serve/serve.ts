import { hostname } from 'node:os';
import { pid } from 'node:process';
import { probers } from '../../../probes/registry.ts';
import { openActiveConfig } from '../../config/active-config.ts';
import { fileWarnings } from '../../config/file-warnings.ts';
import { formatIssue } from '../../config/issue.ts';
import type { Config } from '../../config/module.ts';
import { systemClock } from '../../engine/clock.ts';
import { createHistory } from '../../engine/history/history.ts';
import { prepareModules } from '../../engine/prepare-modules.ts';
import { createRunIds } from '../../engine/schedule/run-id.ts';
import { createLogger, type Logger } from '../../log.ts';
import type { LogLevel } from '../../log-line.ts';
import { createScheduledSeries } from '../../metrics/scheduled/series.ts';
import { createSelfMetrics } from '../../metrics/self.ts';
import { activatedSockets } from '../../server/activated-sockets.ts';
import { isNotification } from '../../server/alertmanager-route.ts';
import { createApp } from '../../server/app.ts';
import type { AppParts } from '../../server/app-parts.ts';
import { readToken, tokenCheck } from '../../server/bearer-token.ts';
import { affordableConnections, descriptorLimit } from '../../server/descriptor-limit.ts';
import { externalUrl, routePrefix } from '../../server/external-url.ts';
import { parseListenAddress } from '../../server/listen-address.ts';
import { type OpenedWebConfig, openWebConfig } from '../../server/open-web-config.ts';
import { createProbeSlots } from '../../server/probe-slots.ts';
import { isBeyondLoopback } from '../../server/reach.ts';
import { type InheritedSocket, startServer } from '../../server/server.ts';
import { version } from '../../version.ts';
import { diagnosisView } from '../diagnose/diagnosis-view.ts';
import { interruptible } from '../terminal/interruptible.ts';
import type { CliIo } from '../terminal/io.ts';
import { plain } from '../terminal/paint.ts';
import { printable } from '../terminal/printable.ts';
import { checkApart } from './check-apart.ts';
import { configSource } from './config-source.ts';
import { createDiagnoses } from './diagnoses.ts';
import { createProbeRunner } from './probe-runner.ts';
import { reloadOnSignal, reloadOnTimer } from './reload-triggers.ts';
import { createSchedules } from './schedules.ts';
import { levels, type ServeFlags } from './serve-flags.ts';
import { shardOfFlags } from './shard-flags.ts';

const ended = 0;
const cannotStart = 1;

/** What a configuration without a target policy means to those around. */
const openToAll =
  'WITHOUT A target_policy, whoever reaches this port can have Vantage connect to any host and port that it can reach';

/** What running probes may still take once the end was asked for: less than the 30 s Kubernetes waits. */
const graceMs = 25_000;

/**
 * Serves as the flags say until SIGTERM or SIGINT, lets running probes end, then resolves to 0; a second signal
 * ends the process at once. Resolves to 1, with the reasons on stderr, when it cannot start.
 */
export async function serve(flags: ServeFlags, io: CliIo): Promise<number> {
  const logger = createLogger({
    level: flags.logLevel,
    format: flags.logFormat,
    clock: systemClock,
    write: (line) => io.stderr.write(line),
    pendingBytes: () => io.stderr.pendingBytes ?? 0,
  });
  const opened = await openActiveConfig({
    paths: flags.configFiles,
    probers,
    checkChanged: checkApart,
  });
  if (!opened.ok) {
    for (const issue of opened.issues) io.stderr.write(`${printable(formatIssue(issue))}\n`);
    return cannotStart;
  }
  for (const warning of opened.warnings) logger.log('warn', formatIssue(warning));
  if (flags.configCheck) {
    for (const warning of await fileWarnings(flags.configFiles, probers)) {
      logger.log('warn', formatIssue(warning));
    }
    logger.log('info', 'The configuration is usable', { file: flags.configFiles.join(', ') });
    return ended;
  }
  const addresses = addressesOf(flags, io);
  if (typeof addresses === 'string') return refuse(logger, addresses);
  if (flags.alertTokenFile !== '' && (await readToken(flags.alertTokenFile)) === undefined) {
    return refuse(
      logger,
      `--web.alert-token-file: ${flags.alertTokenFile} cannot be read or is empty: write a long random text into it`,
    );
  }
  const selfMetrics = createSelfMetrics();
  const shard = shardOfFlags(flags, hostname());
  if (shard?.ok === false) return refuse(logger, shard.error);
  const runner = createProbeRunner({
    maxThreads: flags.probeThreads,
    config: () => opened.activeConfig.current(),
    logger,
    onThreadLost: () => selfMetrics.threadLost(),
  });
  const { run } = runner;
  // Threads do so themselves.
  const prepareProbers = ({ modules }: Config): void => {
    if (flags.probeThreads === 0) void prepareModules(modules.values());
  };
  selfMetrics.watchThreads(runner);
  const scheduledSeries = createScheduledSeries();
  const history = createHistory({ limit: flags.historyLimit, maxBytes: flags.historyMaxBytes });
  selfMetrics.watchHistory(history);
  selfMetrics.watchLog(logger);
  const nextRunId = createRunIds(systemClock);
  const diagnoses = createDiagnoses({
    flags,
    config: () => opened.activeConfig.current(),
    targets: () => schedules.targets(),
    history,
    logger,
    selfMetrics,
    series: scheduledSeries,
  });
  const schedules = createSchedules({
    run,
    logger,
    selfMetrics,
    series: scheduledSeries,
    history,
    nextRunId,
    automatic: diagnoses.automatic,
    maxConcurrent: flags.scheduleMaxConcurrent,
    shard: shard?.shard,
  });
  const config = configSource(opened.activeConfig, {
    logger,
    selfMetrics,
    onChanged(changed) {
      schedules.follow(changed);
      prepareProbers(changed);
    },
  });
  const parts = appParts(flags, {
    activeConfig: config,
    logger,
    run,
    probeSlots: createProbeSlots(flags.probeMaxConcurrent),
    nextRunId,
    history,
    diagnoses: diagnoses.store,
    diagnose: diagnoses.onDemand,
    alertDiagnoses: diagnoses.ofAlerts,
    diagnosisText: (diagnosis) => diagnosisView(diagnosis, { paint: plain, columns: 120 }),
    alertToken: flags.alertTokenFile === '' ? undefined : tokenCheck(flags.alertTokenFile),
    scheduledSeries,
    scheduledTargets: () => schedules.targets(),
    selfMetrics,
  });
  if (typeof parts === 'string') return refuse(logger, parts);
  const web = await webRules(flags.webConfigFile, { logger, selfMetrics });
  if (!web.ok) {
    for (const problem of web.problems) io.stderr.write(`${printable(problem)}\n`);
    return cannotStart;
  }
  using interruption = interruptible(io);
  const server = await startServer({
    addresses,
    app: web.rules.guard(createApp(parts)),
    takesBody: isNotification,
    tls: web.rules.tls,
    witness: selfMetrics,
    limits: { maxConnections: affordableConnections(flags.maxConnections, descriptorLimit()) },
    onError: ({ message }) => logger.log('error', 'Trouble with a listening socket', { error: message }),
  }).catch((error: unknown) => (error instanceof Error ? error.message : String(error)));
  if (typeof server === 'string') return refuse(logger, server);
  using _signal = reloadOnSignal(io, config);
  using _timer = reloadOnTimer(flags.autoReloadSeconds, config);
  const scheme = web.rules.tls === undefined ? 'http' : 'https';
  for (const address of server.addresses) logger.log('info', 'Listening', { address, scheme, version });
  if (config.current().targetPolicy === undefined && server.addresses.some(isBeyondLoopback)) {
    logger.log('warn', openToAll, { add: 'target_policy: { preset: public-only }' });
  }
  schedules.follow(config.current());
  prepareProbers(config.current());
  const signal = await interruption.first;
  logger.log('info', 'Shutting down: waiting for running probes', { signal });
  await Promise.all([server.stop(graceMs), schedules.stop(graceMs)]);
  await Promise.all([runner.stop(), diagnoses.stop()]);
  return ended;
}

function refuse(logger: Logger, error: string): number {
  logger.log('error', 'Cannot start', { error });
  return cannotStart;
}

/** Where to listen, or why the flags do not say so. */
function addressesOf(flags: ServeFlags, { env }: CliIo): readonly (string | InheritedSocket)[] | string {
  if (flags.systemdSocket) {
    if (flags.externalUrl === '') {
      return '--web.systemd-socket leaves open where this server is reached: add --web.external-url';
    }
    const fds = activatedSockets({ env, pid });
    return fds.length === 0
      ? '--web.systemd-socket: systemd opened no socket for this process (LISTEN_PID, LISTEN_FDS)'
      : fds.map((fd) => ({ fd }));
  }
  for (const text of flags.listenAddresses) {
    const address = parseListenAddress(text);
    if (!address.ok) return `--web.listen-address: ${address.error}`;
  }
  return flags.listenAddresses;
}

/** The rules of the web configuration file; without a file, none. */
function webRules(
  path: string,
  witnesses: Pick<AppParts, 'logger' | 'selfMetrics'>,
): Promise<OpenedWebConfig> {
  if (path === '') return Promise.resolve({ ok: true, rules: { guard: (app) => app } });
  return openWebConfig(path, witnesses);
}

/** Everything the routes work with, or why the flags do not allow it. */
function appParts(flags: ServeFlags, made: Omit<AppParts, 'options'>): AppParts | string {
  const { logger } = made;
  const url = externalUrl({
    flag: flags.externalUrl,
    listenAddress: flags.listenAddresses[0] ?? '',
    hostname: hostname(),
  });
  if (!url.ok) {
    const flag = flags.externalUrl === '' ? '--web.listen-address' : '--web.external-url';
    return `${flag}: ${url.error}`;
  }
  return {
    ...made,
    options: {
      routePrefix: routePrefix(flags.routePrefix, url.path),
      externalUrl: url.url,
      timeoutOffsetSeconds: flags.timeoutOffsetSeconds,
      proberLevel: proberLevel(flags.logProber, logger),
      disclosure: flags.exactOutput ? 'exact' : 'redacted',
    },
  };
}

/** The level of the probes' own lines: a word that is none is warned about, as the reference does. */
function proberLevel(word: string, logger: Logger): LogLevel {
  const level = levels.find((candidate) => candidate === word);
  if (level === undefined) {
    logger.log('warn', 'Unknown --log.prober level, using info', { level: word, known: levels.join(', ') });
  }
  return level ?? 'info';
}
