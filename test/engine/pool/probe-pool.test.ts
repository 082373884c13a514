import { afterEach, describe, expect, test } from 'vitest';
import { probers } from '../../../probes/registry.ts';
import { parseConfig } from '../../../src/config/load.ts';
import type { Config, Module } from '../../../src/config/module.ts';
import { systemClock } from '../../../src/engine/clock.ts';
import { createProbePool, type ProbePool } from '../../../src/engine/pool/probe-pool.ts';
import type { ProbeResult } from '../../../src/engine/run.ts';
import { closedPort, startTcpServer } from '../../helpers/tcp-server.ts';

/** Node.js runs no TypeScript in threads: the built program does what these sources say. */
const builtThread = new URL('../../../dist/src/engine/pool/probe-thread.js', import.meta.url);

/** A thread that ends as soon as it is told anything after its configuration. */
const brokenThread = new URL(
  `data:text/javascript,${encodeURIComponent(
    `import { parentPort } from 'node:worker_threads';
     parentPort.on('message', ({ kind }) => { if (kind === 'run') throw new Error('broken on purpose'); });`,
  )}`,
);

const connect = 'prober: tcp, tcp: { preferred_ip_protocol: ip4 }';

function configOf(modules: Readonly<Record<string, string>>, further = ''): Config {
  const text = Object.entries(modules).map(([name, block]) => `  ${name}: { ${block} }\n`);
  const loaded = parseConfig({ text: `modules:\n${text.join('')}${further}`, fileName: 'c.yml' }, probers);
  if (!loaded.ok) throw new Error('the configuration of this test does not load');
  return loaded.config;
}

function moduleOf({ modules }: Config, name: string): Module {
  const module = modules.get(name);
  if (module === undefined) throw new Error(`the configuration of this test has no module ${name}`);
  return module;
}

const pools: ProbePool[] = [];
afterEach(() => Promise.all(pools.splice(0).map((pool) => pool.stop())));

/** A pool with a configuration that a test can replace, and what it complained of. */
function poolWith(first: Config, { entry = builtThread, maxThreads = 1 } = {}) {
  let config = first;
  const lost: string[] = [];
  const bugs: string[] = [];
  const pool = createProbePool({
    maxThreads,
    entry,
    clock: systemClock,
    config: () => config,
    onBug: (stack) => void bugs.push(stack),
    onThreadLost: (reason) => void lost.push(reason),
  });
  pools.push(pool);
  return {
    pool,
    lost,
    bugs,
    replace: (next: Config) => {
      config = next;
    },
    run: (name: string, text: string, changes: { timeoutMs?: number; signal?: AbortSignal } = {}) =>
      pool.run({ module: moduleOf(config, name), target: { text }, timeoutMs: 5000, ...changes }),
  };
}

const reasonOf = ({ outcome }: ProbeResult): string => (outcome.ok ? 'success' : outcome.failure.reason);

describe('a pool of probe threads', () => {
  test('asks the target policy in force, also when nothing else has changed', async () => {
    await using server = await startTcpServer((socket) => socket.end());
    const first = configOf({ connect });
    const { run, replace } = poolWith(first);
    expect(reasonOf(await run('connect', server.target))).toBe('success');
    // Modules that are written as before are the same objects after a reload.
    replace({ ...configOf({ connect }, 'target_policy: { preset: public-only }\n'), modules: first.modules });
    expect(reasonOf(await run('connect', server.target))).toBe('policy.denied');
    expect(server.accepted()).toBe(1);
    replace(first);
    expect(reasonOf(await run('connect', server.target))).toBe('success');
  });

  test('gives the result of a run, with its measurements and its transcript', async () => {
    await using server = await startTcpServer(() => {});
    const { run, pool } = poolWith(configOf({ connect }));
    expect(pool.delays()).toEqual([]);
    const result = await run('connect', server.target);
    expect(result).toMatchObject({
      module: 'connect',
      prober: 'tcp',
      target: { text: server.target },
      timeoutMs: 5000,
      outcome: { ok: true, address: { chosen: { address: '127.0.0.1' } } },
    });
    expect(result.outcome.phases.connect).toBeGreaterThan(0);
    expect(result.transcript.at(-1)?.kind).toBe('run.succeeded');
    expect(reasonOf(await run('connect', `127.0.0.1:${await closedPort()}`))).toBe('tcp.refused');
    expect(pool.delays()).toHaveLength(1);
  });

  test('replaces options as the parameters of a run say', async () => {
    const config = configOf({
      name: 'prober: dns, dns: { query_name: a.example }, allow_params: { query_name: "*" }',
    });
    const { pool } = poolWith(config);
    const target = { text: '127.0.0.1', parameters: { query_name: '..' } };
    const result = await pool.run({ module: moduleOf(config, 'name'), target, timeoutMs: 5000 });
    expect(result).toMatchObject({ target, outcome: { ok: false, failure: { reason: 'local.options' } } });
  });

  test('ends a run at its time-out, and one that nobody waits for', async () => {
    await using silent = await startTcpServer(() => {});
    const { run } = poolWith(configOf({ wait: 'prober: tcp, tcp: { query_response: [{ expect: x }] }' }));
    expect(reasonOf(await run('wait', silent.target, { timeoutMs: 50 }))).toBe('dialogue.timed_out');
    const controller = new AbortController();
    const abandoned = run('wait', silent.target, { signal: controller.signal });
    await silent.untilAccepted(2);
    controller.abort();
    expect(reasonOf(await abandoned)).toBe('local.aborted');
    expect(reasonOf(await run('wait', silent.target, { signal: AbortSignal.abort() }))).toBe('local.aborted');
  });

  test('knows the modules of a new configuration, and for a while those of the one before', async () => {
    await using server = await startTcpServer(() => {});
    const first = configOf({ old: connect, same: connect });
    const { run, replace, pool } = poolWith(first);
    await run('old', server.target);
    const old = moduleOf(first, 'old');
    const runOld = (): Promise<ProbeResult> =>
      pool.run({ module: old, target: { text: server.target }, timeoutMs: 5000 });
    for (const name of ['second', 'third']) {
      expect(reasonOf(await runOld())).toBe('success');
      replace(configOf({ [name]: connect }));
      expect(reasonOf(await run(name, server.target))).toBe('success');
    }
    expect(await runOld()).toMatchObject({
      outcome: { ok: false, failure: { reason: 'local.resources', blame: 'local' } },
    });
  });

  test('lets the runs of a thread that ends fail as a local fault, and goes on with another', async () => {
    const { run, lost } = poolWith(configOf({ connect }), { entry: brokenThread });
    const failure = {
      phase: 'request',
      reason: 'local.resources',
      blame: 'local',
      detail: 'the probe thread has ended: broken on purpose',
    };
    expect((await run('connect', 'a.test:1')).outcome).toMatchObject({ ok: false, failure });
    expect((await run('connect', 'a.test:1')).outcome).toMatchObject({ ok: false, failure });
    expect(lost).toEqual([failure.detail, failure.detail]);
  });

  test('lets what still runs fail when it is stopped', async () => {
    await using silent = await startTcpServer(() => {});
    const { run, pool, lost } = poolWith(
      configOf({ wait: 'prober: tcp, tcp: { query_response: [{ expect: x }] }' }),
    );
    const running = run('wait', silent.target);
    await silent.untilAccepted(1);
    await pool.stop();
    expect(await running).toMatchObject({
      outcome: { failure: { reason: 'local.resources', detail: 'Vantage is being stopped' } },
    });
    expect(lost).toEqual([]);
  });
});
