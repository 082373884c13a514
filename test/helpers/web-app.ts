import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { systemClock } from '../../src/engine/clock.ts';
import { createLogger } from '../../src/log.ts';
import { createSelfMetrics } from '../../src/metrics/self.ts';
import { gated } from '../../src/server/gate.ts';
import { liveWebConfig } from '../../src/server/live-web-config.ts';
import type { App } from '../../src/server/messages.ts';
import { passwordCheck } from '../../src/server/password-check.ts';
import { send } from '../../src/server/reply.ts';
import { type RunningServer, type ServerLimits, startServer } from '../../src/server/server.ts';
import { portOf } from './app.ts';
import { temporaryDirectory } from './temporary-directory.ts';

/** An app behind a web configuration file, on a loopback port. */
export interface WebApp extends AsyncDisposable {
  readonly port: number;
  readonly server: RunningServer;
  /** What it logged, and why connections came to nothing. */
  readonly lines: readonly string[];
  /** Writes a file beside the web configuration; `web.yml` is the configuration itself. */
  write(name: string, text: string): void;
}

export interface WebAppOptions {
  /** Texts by file name; `web.yml` is the configuration. */
  readonly files: Readonly<Record<string, string>>;
  readonly tls?: boolean;
  readonly http2?: boolean;
  /** Default: says hello. */
  readonly app?: App;
  /** Compares passwords; default: they are equal to the hash's last characters. */
  readonly matches?: (password: string, hash: string) => Promise<boolean>;
  readonly admit?: () => boolean;
  readonly limits?: Partial<ServerLimits>;
}

const hello: App = (_request, response) => {
  send(response, { status: 200, body: 'hello', headers: { 'content-type': 'text/plain' } });
};

export async function startWebApp(options: WebAppOptions): Promise<WebApp> {
  const directory = temporaryDirectory();
  const write = (name: string, text: string): void => writeFileSync(join(directory.path, name), text);
  for (const [name, text] of Object.entries(options.files)) write(name, text);
  const lines: string[] = [];
  const webConfig = liveWebConfig(join(directory.path, 'web.yml'));
  const server = await startServer({
    addresses: ['127.0.0.1:0'],
    app: gated(options.app ?? hello, {
      webConfig,
      admit: options.admit ?? (() => true),
      passwordCheck: passwordCheck({
        matches: options.matches ?? ((password, hash) => Promise.resolve(hash.endsWith(password))),
      }),
      logger: createLogger({
        level: 'info',
        format: 'logfmt',
        clock: systemClock,
        write: (line) => lines.push(line),
      }),
      selfMetrics: createSelfMetrics(),
    }),
    ...(options.tls === true && {
      tls: { webConfig, http2: options.http2 ?? true, onRefused: (reason) => lines.push(reason) },
    }),
    ...(options.limits !== undefined && { limits: options.limits }),
    onError: (error) => lines.push(String(error)),
  });
  return {
    port: portOf(server),
    server,
    lines,
    write,
    async [Symbol.asyncDispose]() {
      await server.stop(0);
      directory[Symbol.dispose]();
    },
  };
}
