/**
 * A large configuration is read in steps, or by a process of its own: only the build has the file that this one runs.
 */
import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { expect, test, vi } from 'vitest';
import { startVantage } from '../cli/vantage-process.ts';
import { ask } from '../helpers/app.ts';
import { temporaryDirectory } from '../helpers/temporary-directory.ts';

// Files this long take seconds where several tests share a processor.
vi.setConfig({ testTimeout: 90_000 });

/** Some 300 kB: 2000 modules, and a last one. */
function large(last: string, count = 2000): string {
  const modules = Array.from(
    { length: count },
    (_, index) =>
      `  m${index}: { prober: http, timeout: 5s, http: { method: GET, headers: { X-Trace: "${'t'.repeat(60)}" } } }\n`,
  );
  return `modules:\n${modules.join('')}  last: ${last}\n`;
}

test('finds the mistakes of a large file among several, and not its schedules without their modules', async () => {
  using directory = temporaryDirectory();
  const [small, big] = ['small.yml', 'big.yml'].map((name) => join(directory.path, name));
  if (small === undefined || big === undefined) throw new Error('there are two names');
  writeFileSync(small, 'modules: { one: { prober: tcp } }\n');
  writeFileSync(big, 'modules: {}\n');
  await using vantage = startVantage([`--config.file=${directory.path}`, '--web.listen-address=127.0.0.1:0']);
  const [, port = ''] = await vantage.saysOnStderr(/address=127\.0\.0\.1:(\d+)/);
  const schedules = (interval: string) =>
    `schedules: [{ job_name: j, module: one, interval: ${interval}, static_configs: [{ targets: [a] }] }]\n`;
  writeFileSync(big, `${large('{ prober: http }')}${schedules('0s')}`);
  expect(await ask(Number(port), '/-/reload', { method: 'POST' })).toMatchObject({
    status: 500,
    text: `failed to reload config: ${big}:2003:51: schedules[0].interval: must be more than 0, not "0s"\n`,
  });
  writeFileSync(big, `${large('{ prober: http }')}${schedules('5s')}`);
  expect(await ask(Number(port), '/-/reload', { method: 'POST' })).toMatchObject({ status: 200 });
});

/** The same as one value in brackets, which cannot be read in steps. */
function largeJson(last: string): string {
  const module = { prober: 'http', timeout: '5s', http: { headers: { 'X-Trace': 't'.repeat(60) } } };
  const modules = Object.fromEntries(Array.from({ length: 2000 }, (_, index) => [`m${index}`, module]));
  return `${JSON.stringify({ modules }).slice(0, -2)},\n"last": ${last}}}\n`;
}

test.each([
  { name: 'in lines', text: large, place: '2002:37' },
  { name: 'as JSON', text: largeJson, place: '2:37' },
])(
  'answers while it reads a large broken configuration $name, refuses it, and takes it when it is mended',
  async ({ text, place }) => {
    using directory = temporaryDirectory();
    const path = join(directory.path, 'config.yml');
    writeFileSync(path, 'modules: { one: { prober: tcp } }\n');
    await using vantage = startVantage([`--config.file=${path}`, '--web.listen-address=127.0.0.1:0']);
    const [, port = ''] = await vantage.saysOnStderr(/address=127\.0\.0\.1:(\d+)/);
    writeFileSync(path, text('{ "prober": http, "http": { "no_such_field": 1 } }'));
    const done = new AbortController();
    const reload = ask(Number(port), '/-/reload', { method: 'POST' }).finally(() => {
      done.abort();
    });
    let answers = 0;
    while (!done.signal.aborted) {
      expect(await ask(Number(port), '/-/healthy')).toMatchObject({ status: 200 });
      answers += 1;
    }
    expect(await reload).toMatchObject({
      status: 500,
      text: `failed to reload config: ${path}:${place}: modules.last.http.no_such_field: unknown key; remove it\n`,
    });
    // Parsed by the server itself, it would have had time for one or two of them.
    expect(answers).toBeGreaterThan(5);
    writeFileSync(path, text('{ "prober": http }'));
    expect(await ask(Number(port), '/-/reload', { method: 'POST' })).toMatchObject({ status: 200 });
  },
);

test.runIf(process.platform === 'linux')(
  'gives back the memory that a refused file of megabytes took',
  async () => {
    using directory = temporaryDirectory();
    const path = join(directory.path, 'config.yml');
    writeFileSync(path, 'modules: { one: { prober: tcp } }\n');
    await using vantage = startVantage([`--config.file=${path}`, '--web.listen-address=127.0.0.1:0']);
    const [, port = ''] = await vantage.saysOnStderr(/address=127\.0\.0\.1:(\d+)/);
    const residentMiB = (): number => {
      const status = readFileSync(`/proc/${vantage.pid}/status`, 'utf8');
      return Number(/^VmRSS:\s*(\d+) kB$/mu.exec(status)?.[1]) / 1024;
    };
    const refused = async (): Promise<void> => {
      expect(await ask(Number(port), '/-/reload', { method: 'POST' })).toMatchObject({ status: 500 });
    };
    writeFileSync(path, large('{ prober: http, none: 1 }'));
    await refused();
    const beforeMiB = residentMiB();
    writeFileSync(path, large('{ prober: http, none: 1 }', 6000));
    await refused();
    // The memory is collected a moment after the answer, and given to the kernel by a thread that has no hurry.
    for (let attempt = 0; attempt < 100 && residentMiB() > beforeMiB + 48; attempt += 1) await sleep(50);
    expect(residentMiB()).toBeLessThan(beforeMiB + 48);
  },
);
