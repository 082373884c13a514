/** What a reload of the built program leaves alone, and what it takes along. */
import { mkdirSync, renameSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { startVantage } from '../cli/vantage-process.ts';
import { ask } from '../helpers/app.ts';
import { eventually } from '../helpers/prometheus.ts';
import { startTcpServer } from '../helpers/tcp-server.ts';
import { temporaryDirectory } from '../helpers/temporary-directory.ts';

const head = 'modules: { connect: { prober: tcp, timeout: 1s } }\nschedules:\n';

function job(name: string, sources: string, interval = '1s'): string {
  return `  - { job_name: ${name}, module: connect, interval: ${interval}, timeout: 1s, ${sources} }\n`;
}

/** A running program with schedules, and what its /metrics says. */
async function startScheduled(config: string) {
  const directory = temporaryDirectory();
  const path = join(directory.path, 'vantage.yml');
  const write = (name: string, text: string): void => {
    // In one step, as tools that write such files do it.
    writeFileSync(join(directory.path, '.new'), text);
    renameSync(join(directory.path, '.new'), join(directory.path, name));
  };
  write('vantage.yml', config);
  const vantage = startVantage([`--config.file=${path}`, '--web.listen-address=127.0.0.1:0']);
  const [, portText = ''] = await vantage.saysOnStderr(/address=127\.0\.0\.1:(\d+)/);
  const port = Number(portText);
  const page = async (): Promise<string> => (await ask(port, '/metrics')).text;
  return {
    directory: directory.path,
    vantage,
    write,
    page,
    reload: () => ask(port, '/-/reload', { method: 'POST' }),
    /** How many successes of a job's one target there were, once there are at least so many. */
    successes: (name: string, atLeast: number) =>
      eventually(`${atLeast} successes of ${name}`, async () => {
        const line = new RegExp(
          `^vantage_probe_runs_total\\{.*job="${name}".*result="success"\\} (\\d+)$`,
          'mu',
        );
        const count = Number(line.exec(await page())?.[1] ?? Number.NaN);
        return count >= atLeast ? count : undefined;
      }),
    async [Symbol.asyncDispose]() {
      await vantage[Symbol.asyncDispose]();
      directory[Symbol.dispose]();
    },
  };
}

test('a reload keeps the counters of what did not change, begins new ones at 0, and drops the others at once', async () => {
  await using server = await startTcpServer(() => {});
  const targets = `static_configs: [{ targets: ["${server.target}"] }]`;
  await using scheduled = await startScheduled(head + job('kept', targets) + job('gone', targets));
  const before = await scheduled.successes('kept', 2);
  await scheduled.successes('gone', 1);

  scheduled.write('vantage.yml', head + job('kept', targets, '2s') + job('new', targets, '1h'));
  expect(await scheduled.reload()).toMatchObject({ status: 200 });
  const page = await scheduled.page();
  expect(page).not.toContain('job="gone"');
  expect(page).toMatch(/^vantage_probe_runs_total\{.*job="new".*result="failure"\} 0$/mu);
  expect(await scheduled.successes('kept', before)).toBeGreaterThanOrEqual(before);
  // With other runs, the interval being another one, it goes on from there.
  expect(await scheduled.successes('kept', before + 1)).toBeGreaterThan(before);
});

test('a broken file changes nothing, and a target that is discovered or lost needs no reload', async () => {
  await using server = await startTcpServer(() => {});
  const found = (targets: readonly string[]): string => JSON.stringify([{ targets }]);
  await using scheduled = await startScheduled(
    head + job('kept', 'file_sd_configs: [{ files: ["targets/*.json"] }]'),
  );
  mkdirSync(join(scheduled.directory, 'targets'));
  scheduled.write('targets/one.json', found([server.target]));
  const before = await scheduled.successes('kept', 1);

  scheduled.write('vantage.yml', `${head}  - { job_name: kept }\n`);
  expect(await scheduled.reload()).toMatchObject({ status: 500 });
  expect(await scheduled.successes('kept', before + 1)).toBeGreaterThan(before);

  scheduled.write('targets/one.json', '[{ "targets": [');
  await scheduled.vantage.saysOnStderr(/level=WARN .*one\.json/);
  const meanwhile = await scheduled.successes('kept', before + 2);
  expect(await scheduled.page()).toMatch(
    /^vantage_discovery_failures_total\{job="kept",kind="file"\} [1-9]/mu,
  );

  rmSync(join(scheduled.directory, 'targets/one.json'));
  await eventually('the series of the lost target to go', async () =>
    (await scheduled.page()).includes('vantage_probe_runs_total{') ? undefined : true,
  );
  expect(meanwhile).toBeGreaterThan(before);
}, 60_000);
