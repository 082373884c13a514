import { spawnSync } from 'node:child_process';
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { z } from 'zod';
import { type HttpServer, response, startHttpServer } from './http-server.ts';
import { eventually, freePort, getText } from './prometheus.ts';
import { type StartedProgram, startProgram } from './started-program.ts';
import { temporaryDirectory } from './temporary-directory.ts';

const program = 'prometheus-alertmanager';

/** Whether Alertmanager is here. Where it is not, says why tests are skipped; under CI that is no excuse. */
export function hasAlertmanager(): boolean {
  if (spawnSync(program, ['--version']).error === undefined) return true;
  if (process.env['CI'] !== undefined)
    throw new Error(`${program} is not installed, and CI must not do without`);
  process.stdout.write(`skipped: ${program} is not installed (Debian has it under the same name)\n`);
  return false;
}

const alert = z.object({
  status: z.enum(['firing', 'resolved']),
  labels: z.record(z.string(), z.string()),
  annotations: z.record(z.string(), z.string()),
  fingerprint: z.string(),
});
const notification = z.object({ receiver: z.string(), alerts: z.array(alert) });

/** An alert as Alertmanager tells it to a webhook. */
export interface ToldAlert extends z.infer<typeof alert> {
  readonly receiver: string;
}

/** A webhook that keeps what it was told. */
export interface Webhook extends AsyncDisposable {
  readonly url: string;
  /** Each alert as it was told last, in the order in which they were told first. */
  latest(): readonly ToldAlert[];
  /** Everything, in the order in which it came. */
  readonly told: readonly ToldAlert[];
}

export async function startWebhook(): Promise<Webhook> {
  const told: ToldAlert[] = [];
  const server: HttpServer = await startHttpServer(({ body }, socket) => {
    const { receiver, alerts } = notification.parse(JSON.parse(body));
    told.push(...alerts.map((each) => ({ ...each, receiver })));
    socket.end(response(200, ''));
  });
  return {
    url: `http://${server.authority}/`,
    told,
    latest: () => [...new Map(told.map((each) => [each.fingerprint, each])).values()],
    [Symbol.asyncDispose]: () => server[Symbol.asyncDispose](),
  };
}

/** An Alertmanager of its own, on loopback. */
export interface Alertmanager extends AsyncDisposable {
  /** `127.0.0.1:PORT`. */
  readonly address: string;
}

/** Starts Alertmanager with a configuration and files beside it, and waits until it is ready. */
export async function startAlertmanager(
  config: string,
  files: Readonly<Record<string, string>> = {},
): Promise<Alertmanager> {
  const directory = temporaryDirectory();
  for (const [name, text] of Object.entries(files)) writeFileSync(join(directory.path, name), text);
  const configFile = join(directory.path, 'alertmanager.yml');
  writeFileSync(configFile, config);
  const address = `127.0.0.1:${await freePort()}`;
  const child: StartedProgram = startProgram(program, [
    `--config.file=${configFile}`,
    `--storage.path=${join(directory.path, 'data')}`,
    `--web.listen-address=${address}`,
    '--cluster.listen-address=',
  ]);
  const dispose = async (): Promise<void> => {
    await child[Symbol.asyncDispose]();
    directory[Symbol.dispose]();
  };
  try {
    await eventually('Alertmanager becoming ready', () => getText(`http://${address}/-/ready`));
  } catch (error) {
    const said = child.complained();
    await dispose();
    throw new Error(`Alertmanager said:\n${said}`, { cause: error });
  }
  return { address, [Symbol.asyncDispose]: dispose };
}
