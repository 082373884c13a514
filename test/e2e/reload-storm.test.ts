/** The built program, probing all the while, under a hundred reloads of files that change and sometimes are broken. */
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { setTimeout } from 'node:timers/promises';
import { expect, test } from 'vitest';
import { startVantage } from '../cli/vantage-process.ts';
import { ask } from '../helpers/app.ts';
import { reply, response, startHttpServer } from '../helpers/http-server.ts';
import { temporaryDirectory } from '../helpers/temporary-directory.ts';

const reloads = 100;
/** With one every 5 ms, this makes 200 probes and a dozen reloads a second. */
const probesPerReload = 16;
const probeEveryMs = 5;

const files = {
  even: 'modules: { web: { prober: http, http: { valid_status_codes: [200] } } }\n',
  odd: `modules:
  web: { prober: http, timeout: 15s, http: { fail_if_body_not_matches_regexp: [^well$], headers: { X-Odd: "1" } } }
  other: { prober: tcp }
`,
  broken: 'modules: { web: { prober: http, http: { valid_status_codes: 200 } } }\n',
} as const;

function fileOf(round: number): keyof typeof files {
  if (round % 10 === 0) return 'broken';
  return round % 2 === 0 ? 'even' : 'odd';
}

test.skipIf(process.platform !== 'linux')(
  'no probe fails, and nothing is left open',
  async () => {
    using directory = temporaryDirectory();
    const path = join(directory.path, 'config.yml');
    writeFileSync(path, files.even);
    await using server = await startHttpServer(reply(response(200, 'well')));
    await using vantage = startVantage([`--config.file=${path}`, '--web.listen-address=127.0.0.1:0']);
    const [, portText] = await vantage.saysOnStderr(/address=127\.0\.0\.1:(\d+)/u);
    const port = Number(portText);

    const failures: string[] = [];
    async function probe(): Promise<void> {
      const { status, text } = await ask(port, `/probe?module=web&target=${server.authority}`);
      if (status !== 200 || !text.includes('\nprobe_success 1\n')) failures.push(`${status} ${text}`);
    }
    async function probes(): Promise<void> {
      const started: Promise<void>[] = [];
      for (let count = 0; count < probesPerReload; count += 1) {
        started.push(probe());
        await setTimeout(probeEveryMs);
      }
      await Promise.all(started);
    }
    async function reload(round: number): Promise<number> {
      writeFileSync(path, files[fileOf(round)]);
      return (await ask(port, '/-/reload', { method: 'POST' })).status;
    }
    /** Descriptors and handles that the program has open, the connection that asks for them included. */
    async function open(): Promise<{ readonly descriptors: number; readonly handles: number }> {
      const { text } = await ask(port, '/metrics');
      const sum = (series: RegExp): number =>
        [...text.matchAll(series)].reduce((total, [, value]) => total + Number(value), 0);
      return {
        descriptors: sum(/^process_open_fds (\d+)$/gmu),
        handles: sum(/^nodejs_active_handles\{[^}]*\} (\d+)$/gmu),
      };
    }

    // What a first probe and a first reload load and keep is there before anything is counted.
    await Promise.all([probes(), reload(1)]);
    const before = await open();
    expect(Math.min(before.descriptors, before.handles)).toBeGreaterThan(0);

    const statuses: number[] = [];
    for (let round = 1; round <= reloads; round += 1) {
      const [status] = await Promise.all([reload(round), probes()]);
      statuses.push(status);
    }

    expect(failures).toEqual([]);
    expect(statuses).toEqual(
      Array.from({ length: reloads }, (_, index) => (fileOf(index + 1) === 'broken' ? 500 : 200)),
    );
    expect(server.requests).toHaveLength((reloads + 1) * probesPerReload);
    const { text: shown } = await ask(port, '/config');
    expect(shown).toContain('X-Odd: "1"');
    await expect
      .poll(
        async () => {
          const { descriptors, handles } = await open();
          return [descriptors > before.descriptors, handles > before.handles];
        },
        { timeout: 20_000, interval: 100 },
      )
      .toEqual([false, false]);
  },
  120_000,
);
