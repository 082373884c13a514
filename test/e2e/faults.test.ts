/** The built program when its own host fails it: what is said then, and that it goes on afterwards by itself. */
import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { afterEach, describe, expect, test } from 'vitest';
import { program, startVantage } from '../cli/vantage-process.ts';
import { ask } from '../helpers/app.ts';
import { reply, response, startHttpServer } from '../helpers/http-server.ts';
import { closedPort, startTcpServer, type TcpServer } from '../helpers/tcp-server.ts';
import { temporaryDirectory } from '../helpers/temporary-directory.ts';

const children: ChildProcess[] = [];
afterEach(() => {
  for (const child of children.splice(0)) child.kill('SIGKILL');
});

const modules = `modules:
  connect: { prober: tcp, timeout: 2s }
  web: { prober: http, timeout: 2s }
  wait: { prober: tcp, timeout: 1s, tcp: { query_response: [{ expect: never }] } }
  patient: { prober: tcp, timeout: 8s, tcp: { query_response: [{ expect: never }] } }
`;

/** A folder with the configuration, and the flags that go with it. */
function configured(text = modules) {
  const directory = temporaryDirectory();
  const path = join(directory.path, 'config.yml');
  writeFileSync(path, text);
  return { path, [Symbol.dispose]: () => directory[Symbol.dispose]() };
}

/** Starts the program by a shell, which may limit it and says where its log goes. */
function startByShell(words: string, { path, port }: { readonly path: string; readonly port: number }) {
  const command = words.replace(
    'VANTAGE',
    `exec "${process.execPath}" "${program}" --config.file="${path}" --web.listen-address=127.0.0.1:${port}`,
  );
  const child = spawn('sh', ['-c', command], { stdio: ['ignore', 'ignore', 'pipe'] });
  children.push(child);
  return child;
}

async function untilHealthy(port: number): Promise<void> {
  await expect
    .poll(
      () =>
        ask(port, '/-/healthy').then(
          ({ status }) => status,
          () => 0,
        ),
      { timeout: 15_000 },
    )
    .toBe(200);
}

interface Verdict {
  readonly outcome: string;
  readonly blame: string;
}

async function probe(port: number, module: string, { target }: Pick<TcpServer, 'target'>): Promise<Verdict> {
  const { text } = await ask(port, `/probe?module=${module}&target=${target}`);
  if (text.includes('\nprobe_success 1\n')) return { outcome: 'success', blame: '' };
  const [, blame = '', outcome = ''] =
    /^probe_failure_info\{blame="(\w+)",.*reason="([^"]+)"/mu.exec(text) ?? [];
  return { outcome, blame };
}

const success: Verdict = { outcome: 'success', blame: '' };

describe.skipIf(process.platform !== 'linux')('a host', () => {
  test('without descriptors left is to blame itself, and has them again afterwards', async () => {
    using config = configured();
    await using server = await startTcpServer(() => {});
    await using web = await startHttpServer(reply(response(200, '')));
    const page = { target: web.authority };
    const port = await closedPort();
    startByShell('ulimit -n 300; VANTAGE', { ...config, port });
    await untilHealthy(port);
    expect(await probe(port, 'connect', server)).toEqual(success);
    // Each has a connection from its client and one to the target.
    const crowd = Array.from({ length: 145 }, () => probe(port, 'patient', server).catch(() => undefined));
    await server.untilAccepted(130);
    // What the first probe over HTTP loads cannot be loaded a second time.
    const overHttp = Array.from({ length: 4 }, () => probe(port, 'web', page).catch(() => undefined));
    const verdicts = await Promise.all([...crowd, ...overHttp]);
    const failures = verdicts.flatMap((verdict) =>
      verdict === undefined || verdict.outcome === 'success' ? [] : [verdict],
    );
    expect(failures).toContainEqual({ outcome: 'local.resources', blame: 'local' });
    const reasons = new Set(failures.map(({ outcome, blame }) => `${outcome} ${blame}`));
    expect([...reasons].sort()).toEqual(['dialogue.timed_out target', 'local.resources local']);
    expect(await probe(port, 'connect', server)).toEqual(success);
    expect(await probe(port, 'web', page)).toEqual(success);
  });

  test('whose log nobody reads is probed from all the same, in little memory, and tells of what was lost', async () => {
    using config = configured();
    await using server = await startTcpServer(() => {});
    const port = await closedPort();
    const child = startByShell('VANTAGE --log.prober=debug --history.limit=10', { ...config, port });
    await untilHealthy(port);
    child.stderr?.pause();
    const lines = 'x'.repeat(8000);
    const lost = async (): Promise<number> => {
      const { text } = await ask(port, '/metrics?self=only');
      return Number(/^vantage_log_lines_lost_total (\d+)$/mu.exec(text)?.[1]);
    };
    expect(await lost()).toBe(0);
    // Some lines of some KiB each, for a pipe of 64 KiB and what may wait for it.
    for (let round = 0; round < 40; round += 1) {
      const answers = await Promise.all(
        Array.from({ length: 20 }, () => ask(port, `/probe?module=connect&target=${lines}`)),
      );
      expect(new Set(answers.map(({ status }) => status))).toEqual(new Set([200]));
    }
    expect(await lost()).toBeGreaterThan(0);
    expect(await probe(port, 'connect', server)).toEqual(success);
    const resident = Number(
      /^VmRSS:\s+(\d+) kB$/mu.exec(readFileSync(`/proc/${child.pid}/status`, 'utf8'))?.[1],
    );
    expect(resident / 1024).toBeLessThan(300);
    let log = '';
    child.stderr?.setEncoding('utf8').on('data', (text: string) => {
      log += text;
    });
    child.stderr?.resume();
    await expect
      .poll(
        async () => {
          await probe(port, 'connect', server);
          return log;
        },
        { timeout: 10_000 },
      )
      .toContain('msg="Lines of the log were lost: whoever reads it was too slow" lines=');
  });

  test('whose disk is full is probed from all the same', async () => {
    using config = configured();
    await using server = await startTcpServer(() => {});
    const port = await closedPort();
    const child = startByShell('VANTAGE 2>/dev/full', { ...config, port });
    await untilHealthy(port);
    expect(await probe(port, 'connect', server)).toEqual(success);
    child.kill('SIGTERM');
    expect(await once(child, 'exit')).toEqual([0, null]);
  });

  test('that was suspended is to blame itself, skips what it missed, and goes on', async () => {
    using config = configured(
      `${modules}  slots: { prober: tcp }\nschedules:\n  - { job_name: j, module: connect, interval: 1s, timeout: 500ms, static_configs: [{ targets: ["127.0.0.1:1"] }] }\n`,
    );
    await using server = await startTcpServer(() => {});
    await using vantage = startVantage([
      `--config.file=${config.path}`,
      '--web.listen-address=127.0.0.1:0',
      '--probe.threads=0',
    ]);
    const [, portText] = await vantage.saysOnStderr(/address=127\.0\.0\.1:(\d+)/u);
    const port = Number(portText);
    const under = probe(port, 'wait', server);
    await server.untilAccepted(1);
    vantage.send('SIGSTOP');
    await sleep(3000);
    vantage.send('SIGCONT');
    expect(await under).toEqual({ outcome: 'local.resources', blame: 'local' });
    expect(await probe(port, 'connect', server)).toEqual(success);
    const skipped = async (): Promise<number> => {
      const { text } = await ask(port, '/metrics');
      return Number(/^vantage_schedule_skipped_total\{cause="suspended",job="j"\} (\d+)$/mu.exec(text)?.[1]);
    };
    await expect.poll(skipped, { timeout: 5000 }).toBeGreaterThan(0);
  });

  test('that ends the program within a reload lets it start again', async () => {
    const many = Array.from(
      { length: 3000 },
      (_, index) => `  m${index}: { prober: http, timeout: ${index + 1}ms }\n`,
    );
    using config = configured(`${modules}${many.join('')}`);
    await using server = await startTcpServer(() => {});
    const written = readFileSync(config.path, 'utf8');
    for (const afterMs of [0, 20, 80]) {
      await using vantage = startVantage([
        `--config.file=${config.path}`,
        '--web.listen-address=127.0.0.1:0',
      ]);
      const [, portText] = await vantage.saysOnStderr(/address=127\.0\.0\.1:(\d+)/u);
      const port = Number(portText);
      expect(await probe(port, 'connect', server)).toEqual(success);
      writeFileSync(config.path, `${written}# ${afterMs}\n`);
      void ask(port, '/-/reload', { method: 'POST' }).catch(() => {});
      await sleep(afterMs);
      vantage.send('SIGKILL');
      expect(await vantage.ended).toBe('SIGKILL');
      expect(readFileSync(config.path, 'utf8')).toBe(`${written}# ${afterMs}\n`);
    }
  });
});
