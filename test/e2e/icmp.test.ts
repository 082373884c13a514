/** The ICMP prober beside fping, in a worker thread, and behind the built command. */
import { spawnSync } from 'node:child_process';
import { once } from 'node:events';
import { Worker } from 'node:worker_threads';
import { describe, expect, test } from 'vitest';
import type { Outcome } from '../../probes/contract.ts';
import type { IcmpObservations } from '../../probes/icmp/observations.ts';
import { icmpProber } from '../../probes/icmp/prober.ts';
import { startVantage } from '../cli/vantage-process.ts';
import { testContext } from '../helpers/context.ts';
import { icmpOptionsWith } from '../helpers/icmp-options.ts';

const pings = 1000;
const everyMs = 1;

function canRun(): boolean {
  const missing = whatIsMissing();
  if (missing === undefined) return true;
  if (process.env['CI'] !== undefined) throw new Error(`CI must run these tests: ${missing}`);
  process.stdout.write(`skipped: ${missing}\n`);
  return false;
}

function whatIsMissing(): string | undefined {
  if (process.platform !== 'linux') return 'ICMP probes need Linux';
  if (process.geteuid?.() !== 0) return 'raw sockets, and fping at that pace, need root';
  if (spawnSync('fping', ['--version']).error !== undefined) {
    return 'fping is not installed (Debian has it under the same name)';
  }
  return undefined;
}

function median(values: readonly number[]): number {
  return [...values].sort((one, other) => one - other)[Math.floor(values.length / 2)] ?? Number.NaN;
}

/** The round trips that fping prints after the name of the target: `127.0.0.1 : 0.020 0.013 …`. */
function fpingRoundTripsMs(): readonly number[] {
  const words = ['-q', '-C', String(pings), '-p', String(everyMs), '127.0.0.1'];
  const { stderr } = spawnSync('fping', words, { encoding: 'utf8' });
  const [, list = ''] = stderr.split(' : ', 2);
  return list.trim().split(/\s+/u).map(Number);
}

async function ownRoundTripsMs(): Promise<readonly number[]> {
  using context = testContext({ timeoutMs: 15_000 });
  const options = icmpOptionsWith({ count: pings, intervalMs: everyMs });
  const { observations }: Outcome<IcmpObservations> = await icmpProber.probe(
    { text: '127.0.0.1' },
    options,
    context,
  );
  return observations.roundTripsMs;
}

/** The address of a module of the build, as a literal of JavaScript. */
function builtModule(path: string): string {
  return JSON.stringify(new URL(`../../dist/${path}`, import.meta.url).href);
}

describe.skipIf(!canRun())('the ICMP prober', () => {
  test(`measures ${pings} round trips as fping does, within 0.1 ms`, async () => {
    const fping = fpingRoundTripsMs();
    const own = await ownRoundTripsMs();
    expect([fping.length, own.length]).toEqual([pings, pings]);
    const [fpingMs, ownMs] = [median(fping), median(own)];
    process.stdout.write(`median round trip: fping ${fpingMs.toFixed(3)} ms, own ${ownMs.toFixed(3)} ms\n`);
    expect(Math.abs(ownMs - fpingMs)).toBeLessThan(0.1);
  }, 60_000);

  test('works in two worker threads at once', async () => {
    const code = `
      const { parentPort } = require('node:worker_threads');
      const modules = [${builtModule('probes/icmp/prober.js')}, ${builtModule('src/config/policy/target-policy.js')}];
      Promise.all(modules.map((each) => import(each))).then(async ([{ icmpProber }, { usualPolicy }]) => {
        const clock = { monotonicMs: () => performance.now(), wallMs: () => 0 };
        const context = { signal: AbortSignal.timeout(5000), clock, policy: usualPolicy, transcript: { record() {} } };
        const options = icmpProber.options.parse(undefined);
        parentPort.postMessage(await icmpProber.probe({ text: '127.0.0.1' }, options, context));
      });`;
    const answers = await Promise.all([1, 2].map(() => once(new Worker(code, { eval: true }), 'message')));
    expect(answers).toMatchObject([[{ ok: true }], [{ ok: true }]]);
  });

  test('keeps the memory that the kernel writes to while garbage is collected around it', () => {
    const code = `
      import { icmpProber } from ${builtModule('probes/icmp/prober.js')};
      import { usualPolicy as policy } from ${builtModule('src/config/policy/target-policy.js')};
      const clock = { monotonicMs: () => performance.now(), wallMs: () => 0 };
      const context = () => ({ signal: new AbortController().signal, clock, policy, transcript: { record() {} } });
      const options = { ...icmpProber.options.parse(undefined), count: 3, intervalMs: 1 };
      for (let round = 0; round < 60; round += 1) {
        const runs = Array.from({ length: 100 }, () => icmpProber.probe({ text: '127.0.0.1' }, options, context()));
        for (const { failure } of await Promise.all(runs)) if (failure !== undefined) throw new Error(failure.detail);
      }
      process.stdout.write('done');`;
    // Collections are frequent in a small heap, and memory that was freed holds rubbish.
    const child = spawnSync(
      process.execPath,
      ['--max-semi-space-size=1', '--input-type=module', '-e', code],
      {
        encoding: 'utf8',
        env: { ...process.env, MALLOC_PERTURB_: '165' },
        timeout: 50_000,
      },
    );
    expect(child.stderr).toBe('');
    expect(child.stdout).toBe('done');
  }, 60_000);

  test('answers vantage probe icmp://HOST without a configuration', async () => {
    await using vantage = startVantage(['probe', 'icmp://127.0.0.1', '--output=json']);
    expect(await vantage.ended).toBe(0);
    expect(JSON.parse(vantage.printed())).toMatchObject({ success: true, prober: 'icmp' });
  });
});
