import { spawn, spawnSync } from 'node:child_process';
import { once } from 'node:events';
import { writeFileSync } from 'node:fs';
import net from 'node:net';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { portOf } from './port-of.ts';
import { temporaryDirectory } from './temporary-directory.ts';

/** Whether Prometheus is here. Where it is not, says why tests are skipped; under CI that is no excuse. */
export function hasPrometheus(): boolean {
  if (spawnSync('prometheus', ['--version']).error === undefined) return true;
  if (process.env['CI'] !== undefined) {
    throw new Error('prometheus is not installed, and CI must not do without');
  }
  process.stdout.write('skipped: prometheus is not installed (Debian has it under the same name)\n');
  return false;
}

/** A port that was free a moment ago, for programs that cannot be told to choose one and say which. */
export async function freePort(): Promise<number> {
  const server = net.createServer().listen(0, '127.0.0.1');
  await once(server, 'listening');
  const port = portOf(server);
  server.close();
  await once(server, 'close');
  return port;
}

/** The answer's body; undefined when there was none, or it was an error. */
export async function getText(url: string): Promise<string | undefined> {
  try {
    const answer = await fetch(url);
    return answer.ok ? await answer.text() : undefined;
  } catch {
    return undefined;
  }
}

/** Asks again until `ask` has an answer; bounded, because a test that hangs says nothing. */
export async function eventually<T>(
  what: string,
  ask: () => Promise<T | undefined>,
  said: readonly string[] = [],
): Promise<T> {
  for (let attempt = 0; attempt < 300; attempt += 1) {
    const answer = await ask();
    if (answer !== undefined) return answer;
    await sleep(100);
  }
  throw new Error(`${what} did not happen within 30 s; the programs said:\n${said.join('')}`);
}

/** A Prometheus of its own, on loopback. */
export interface Prometheus extends AsyncDisposable {
  /** `127.0.0.1:PORT`. */
  readonly address: string;
  /** The text of an API call, once it matches. */
  answer(path: string, pattern: RegExp): Promise<RegExpExecArray>;
  /** The value of the one series that `query` selects, once there is one. */
  value(query: string): Promise<number>;
}

/** Starts Prometheus with a configuration, and waits until it is ready. */
export function startPrometheus(config: string, flags: readonly string[] = []): Promise<Prometheus> {
  return start(config, (data) => [`--storage.tsdb.path=${data}`, ...flags]);
}

/** Starts a Prometheus that keeps nothing and only passes on what it scrapes. */
export function startPrometheusAgent(config: string): Promise<Prometheus> {
  return start(config, (data) => ['--enable-feature=agent', `--storage.agent.path=${data}`]);
}

async function start(
  config: string,
  flagsFor: (dataFolder: string) => readonly string[],
): Promise<Prometheus> {
  const directory = temporaryDirectory();
  const configFile = join(directory.path, 'prometheus.yml');
  writeFileSync(configFile, config);
  const port = await freePort();
  const url = `http://127.0.0.1:${port}`;
  const child = spawn(
    'prometheus',
    [
      `--config.file=${configFile}`,
      `--web.listen-address=127.0.0.1:${port}`,
      ...flagsFor(join(directory.path, 'data')),
    ],
    { stdio: ['ignore', 'pipe', 'pipe'] },
  );
  const said: string[] = [];
  child.stdout.on('data', (chunk: Buffer) => said.push(chunk.toString()));
  child.stderr.on('data', (chunk: Buffer) => said.push(chunk.toString()));
  const answer = (path: string, pattern: RegExp): Promise<RegExpExecArray> =>
    eventually(
      `an answer to ${path}`,
      async () => pattern.exec((await getText(`${url}${path}`)) ?? '') ?? undefined,
      said,
    );
  const prometheus: Prometheus = {
    address: `127.0.0.1:${port}`,
    answer,
    async value(query) {
      const path = `/api/v1/query?query=${encodeURIComponent(query)}`;
      const [, value] = await answer(path, /"value":\[[0-9.]+,"([^"]+)"\]/);
      return Number(value);
    },
    async [Symbol.asyncDispose]() {
      if (child.exitCode === null && child.signalCode === null) {
        child.kill('SIGKILL');
        await once(child, 'exit');
      }
      directory[Symbol.dispose]();
    },
  };
  try {
    await answer('/-/ready', /Ready/);
    return prometheus;
  } catch (error) {
    await prometheus[Symbol.asyncDispose]();
    throw error;
  }
}
