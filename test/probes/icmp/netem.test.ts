/** Loss and delay that the kernel makes: the module sch_netem behind the program tc. */
import { execFileSync, spawnSync } from 'node:child_process';
import { afterAll, afterEach, beforeAll, describe, expect, test } from 'vitest';
import type { Outcome } from '../../../probes/contract.ts';
import type { IcmpObservations } from '../../../probes/icmp/observations.ts';
import type { IcmpOptions } from '../../../probes/icmp/options.ts';
import { icmpProber } from '../../../probes/icmp/prober.ts';
import { testContext } from '../../helpers/context.ts';
import { icmpOptionsWith } from '../../helpers/icmp-options.ts';
import { canHaveNamespace, enterNetworkNamespace } from '../../helpers/network-namespace.ts';

function hasNetem(): boolean {
  const words = 'qdisc add dev lo root netem delay 0ms'.split(' ');
  // Only root of a network of its own may try: in CI, where it is missing, that is the kernel's.
  const tried = spawnSync('unshare', ['-n', 'tc', ...words], { encoding: 'utf8' });
  if (tried.status === 0) return true;
  process.stdout.write(`skipped: no tc netem here: ${tried.error?.message ?? tried.stderr.trim()}\n`);
  return false;
}

describe.skipIf(!canHaveNamespace() || !hasNetem())('behind tc netem, the ICMP prober', () => {
  beforeAll(enterNetworkNamespace);

  function impair(how: string): void {
    execFileSync('tc', `qdisc replace dev lo root netem ${how}`.split(' '));
  }

  afterEach(() => impair('delay 0ms'));
  afterAll(() => void spawnSync('tc', ['qdisc', 'del', 'dev', 'lo', 'root']));

  async function probe(changes: Partial<IcmpOptions>, timeoutMs: number): Promise<Outcome<IcmpObservations>> {
    using context = testContext({ timeoutMs });
    return await icmpProber.probe({ text: '127.0.0.1' }, icmpOptionsWith(changes), context);
  }

  test('measures the delay of both directions', async () => {
    impair('delay 50ms');
    expect((await probe({}, 5000)).phases.rtt).toBeGreaterThanOrEqual(100);
  });

  test('counts what is lost', async () => {
    impair('loss 50%');
    const { observations } = await probe({ count: 100, intervalMs: 1 }, 1000);
    expect(observations.sent).toBe(100);
    expect(observations.roundTripsMs.length).toBeLessThan(100);
  });

  test('gets no reply when all is lost', async () => {
    impair('loss 100%');
    expect(await probe({}, 100)).toMatchObject({ ok: false, failure: { reason: 'icmp.no_reply' } });
  });
});
