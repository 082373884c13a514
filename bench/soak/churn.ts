import { rename, writeFile } from 'node:fs/promises';
import http from 'node:http';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';

/** What changes while the soak goes on. */
export interface ChurnOptions {
  readonly port: number;
  readonly directory: string;
  /** The configuration, with something in it that tells one version from another. */
  readonly configuration: (version: number) => string;
  /** What the schedule may find. */
  readonly targets: readonly string[];
}

/** What was changed, and how that was answered. */
export interface ChurnCounts {
  reloads: number;
  /** Of broken files. */
  refusals: number;
  discoveries: number;
  /** Answers that were neither what a good file has to get nor what a broken one. */
  readonly wrong: string[];
}

export const configFileName = 'soak.yml';
export const targetsFileName = 'targets.json';

const everyMs = 2000;

/**
 * Every two seconds has the schedule find other targets, and the configuration read again: one that is new, and every
 * third time one that is broken. Ends when `signal` aborts.
 */
export async function churn(options: ChurnOptions, signal: AbortSignal): Promise<ChurnCounts> {
  const counts: ChurnCounts = { reloads: 0, refusals: 0, discoveries: 0, wrong: [] };
  for (let version = 1; ; version += 1) {
    await sleep(everyMs, undefined, { signal }).catch(() => {});
    if (signal.aborted) return counts;
    await replace(join(options.directory, targetsFileName), targetsText(options.targets, version));
    counts.discoveries += 1;
    const isBroken = version % 3 === 0;
    const text = options.configuration(version) + (isBroken ? '\nno_such_key: 1\n' : '');
    await replace(join(options.directory, configFileName), text);
    const status = await post(options.port, '/-/reload');
    counts.reloads += 1;
    if (isBroken) counts.refusals += 1;
    const expected = isBroken ? 500 : 200;
    if (status !== expected) counts.wrong.push(`reload ${version} was answered ${status}, not ${expected}`);
  }
}

/** Half of the targets, others each time. */
export function targetsText(targets: readonly string[], version: number): string {
  const chosen = targets.filter((_, index) => (index * 7 + version * 13) % 10 < 5);
  return JSON.stringify([{ targets: chosen, labels: { version: String(version % 4) } }]);
}

/** Puts a whole file in the place of another. */
async function replace(path: string, text: string): Promise<void> {
  await writeFile(`${path}.new`, text);
  await rename(`${path}.new`, path);
}

function post(port: number, path: string): Promise<number> {
  return new Promise((resolve, reject) => {
    const request = http.request(
      { host: '127.0.0.1', port, path, method: 'POST', agent: false },
      (answer) => {
        answer.resume();
        resolve(answer.statusCode ?? 0);
      },
    );
    request.on('error', reject).end();
  });
}
