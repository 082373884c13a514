import http from 'node:http';
import net from 'node:net';
import type { Resolver } from '../../probes/contract.ts';
import type { Module } from '../../src/config/module.ts';
import { usualPolicy } from '../../src/config/policy/target-policy.ts';
import { shownBlock } from '../../src/config/shown-value.ts';
import type { AlertDiagnoses } from '../../src/diagnosis/alerts/alert-diagnoses.ts';
import type { LimitedDiagnosis } from '../../src/diagnosis/limited.ts';
import { createDiagnosisStore, type DiagnosisStore } from '../../src/diagnosis/store.ts';
import { systemClock } from '../../src/engine/clock.ts';
import { createHistory } from '../../src/engine/history/history.ts';
import { createLoopDelay, everyMs } from '../../src/engine/loop-delay.ts';
import { runProbe } from '../../src/engine/run.ts';
import { createRunIds } from '../../src/engine/schedule/run-id.ts';
import type { ScheduledTarget } from '../../src/engine/scheduled-target.ts';
import { createLogger } from '../../src/log.ts';
import { createScheduledSeries } from '../../src/metrics/scheduled/series.ts';
import { createSelfMetrics } from '../../src/metrics/self.ts';
import { isNotification } from '../../src/server/alertmanager-route.ts';
import { createApp } from '../../src/server/app.ts';
import type { AppOptions, AppParts, ConfigSource } from '../../src/server/app-parts.ts';
import type { TokenCheck } from '../../src/server/bearer-token.ts';
import { createProbeSlots } from '../../src/server/probe-slots.ts';
import { type RunningServer, type ServerLimits, startServer } from '../../src/server/server.ts';
import { fixedResolver } from './context.ts';
import { fakeModule } from './fake-prober.ts';

/** The whole HTTP interface on a loopback port, with what it wrote and knows. */
export interface TestApp extends AsyncDisposable {
  readonly port: number;
  readonly parts: AppParts & { readonly diagnoses: DiagnosisStore };
  /** What it logged so far. */
  readonly logLines: readonly string[];
  readonly server: RunningServer;
}

export interface TestAppOptions {
  readonly modules?: readonly Module[];
  /** Modules without a prober that exists, by name with what they say. */
  readonly proberless?: Readonly<Record<string, string>>;
  readonly options?: Partial<AppOptions>;
  readonly reload?: ConfigSource['reload'];
  readonly historyLimit?: number;
  readonly limits?: Partial<ServerLimits>;
  readonly maxProbes?: number;
  /** Default: nobody may ask for a diagnosis. */
  readonly diagnose?: LimitedDiagnosis;
  /** Default: one that knows no target. */
  readonly alertDiagnoses?: AlertDiagnoses;
  /** Default: nobody may tell of alerts. */
  readonly alertToken?: TokenCheck;
  /** Default: one that knows no names. */
  readonly resolver?: Resolver;
  /** What is scheduled; the series know nothing of it. */
  readonly targets?: readonly ScheduledTarget[];
}

export async function startTestApp(settings: TestAppOptions = {}): Promise<TestApp> {
  const modules = settings.modules ?? [fakeModule('http_2xx'), fakeModule('web')];
  const config = {
    modules: new Map(modules.map((module) => [module.name, module])),
    proberlessModules: new Map(
      Object.entries(settings.proberless ?? {}).map(([name, proberName]) => [
        name,
        { name, proberName, timeoutMs: 0, shown: shownBlock([]) },
      ]),
    ),
    vantage: { name: '', labels: {} },
    schedules: [],
    shownSchedules: shownBlock([]),
    sources: [],
  };
  const logLines: string[] = [];
  const diagnoses = createDiagnosisStore();
  const parts: TestApp['parts'] = {
    activeConfig: {
      current: () => config,
      reload: settings.reload ?? (() => Promise.resolve({ ok: true })),
    },
    run: (request) =>
      runProbe(request, {
        clock: systemClock,
        resolver: settings.resolver ?? fixedResolver({}),
        targetPolicy: () => usualPolicy,
        loopDelay: createLoopDelay({ clock: systemClock, every: everyMs }),
        onBug: () => {},
      }),
    logger: createLogger({
      level: 'info',
      format: 'logfmt',
      clock: systemClock,
      write: (line) => logLines.push(line),
    }),
    probeSlots: createProbeSlots(settings.maxProbes ?? 100),
    nextRunId: createRunIds(systemClock),
    history: createHistory({ limit: settings.historyLimit ?? 100, maxBytes: 64 * 1024 * 1024 }),
    diagnoses,
    diagnose: settings.diagnose,
    alertDiagnoses: settings.alertDiagnoses ?? {
      heard: () => 'unknown_target',
      of: () => undefined,
      list: () => [],
    },
    diagnosisText: ({ verdict }) => `${verdict.sentence}\n  as text\n`,
    alertToken: settings.alertToken,
    selfMetrics: createSelfMetrics(),
    scheduledSeries: createScheduledSeries(),
    scheduledTargets: () => settings.targets ?? [],
    options: {
      routePrefix: '/',
      externalUrl: 'http://vantage.test',
      timeoutOffsetSeconds: 0.5,
      proberLevel: 'info',
      disclosure: 'redacted',
      ...settings.options,
    },
  };
  const server = await startServer({
    addresses: ['127.0.0.1:0'],
    app: createApp(parts),
    witness: parts.selfMetrics,
    takesBody: isNotification,
    onError: (error) => logLines.push(String(error)),
    ...(settings.limits === undefined ? {} : { limits: settings.limits }),
  });
  return {
    port: portOf(server),
    parts,
    logLines,
    server,
    [Symbol.asyncDispose]: () => server.stop(0),
  };
}

export function portOf(server: RunningServer): number {
  return Number(server.addresses[0]?.split(':').at(-1));
}

export interface Answer {
  readonly status: number;
  readonly headers: http.IncomingHttpHeaders;
  readonly body: Buffer;
  readonly text: string;
}

export interface AskOptions extends Pick<http.RequestOptions, 'method' | 'headers' | 'signal'> {
  readonly body?: string;
}

/** One request on a connection of its own. */
export function ask(port: number, path: string, { body, ...options }: AskOptions = {}): Promise<Answer> {
  return new Promise((resolve, reject) => {
    const request = http.request({ host: '127.0.0.1', port, path, agent: false, ...options }, (response) => {
      const chunks: Buffer[] = [];
      response.on('data', (chunk: Buffer) => chunks.push(chunk));
      response.on('error', reject);
      response.on('end', () => {
        const body = Buffer.concat(chunks);
        resolve({
          status: response.statusCode ?? 0,
          headers: response.headers,
          body,
          text: body.toString('utf8'),
        });
      });
    });
    request.on('error', reject);
    request.end(body);
  });
}

/** Sends bytes as they are and resolves to all that came back, one character per byte, once the server closed. */
export function exchange(port: number, bytes: string): Promise<string> {
  return new Promise((resolve) => {
    const socket = net.connect(port, '127.0.0.1');
    let answer = '';
    socket.setEncoding('latin1');
    socket.on('data', (text: string) => {
      answer += text;
    });
    // A reset ends the exchange too; 'close' follows.
    socket.on('error', () => {});
    socket.on('close', () => resolve(answer));
    socket.write(bytes, 'latin1');
  });
}
