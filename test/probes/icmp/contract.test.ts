/** The contract that every prober keeps, for one that speaks no TCP: see test/contract/prober-contract.ts. */
import { getEventListeners, setMaxListeners } from 'node:events';
import * as fc from 'fast-check';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { RunAbandoned } from '../../../probes/abort.ts';
import type { Outcome, ProbeContext } from '../../../probes/contract.ts';
import type { IcmpObservations } from '../../../probes/icmp/observations.ts';
import { icmpProber } from '../../../probes/icmp/prober.ts';
import { shortened } from '../../../probes/shared/shortened.ts';
import { systemClock } from '../../../src/engine/clock.ts';
import { expectWellFormed } from '../../contract/well-formed.ts';
import { testContext } from '../../helpers/context.ts';
import { icmpOptionsWith } from '../../helpers/icmp-options.ts';
import {
  canHaveNamespace,
  enterNetworkNamespace,
  ip,
  setPingGroupRange,
} from '../../helpers/network-namespace.ts';
import { leakedSince, openResources, settled } from '../../helpers/open-resources.ts';
import { openTunNetwork, type TunNetwork } from '../../helpers/tun.ts';

/** A run must end this soon after its signal has aborted. */
const slackMs = 50;

const silent = '10.99.0.3';
const unreachable = '10.98.0.1';

const engines = [
  { socketKind: 'datagram', range: '0 2147483647' },
  { socketKind: 'raw', range: '1 0' },
] as const;

const oddTargets = [
  '',
  ' ',
  '.',
  ':',
  '[::1]',
  '[::1]:7',
  '127.0.0.1:7',
  'localhost:7',
  'icmp://localhost',
  'http://127.0.0.1/',
  '127.1',
  '2130706433',
  '0x7f.1',
  '127.0.0.1%lo',
  '::1%',
  'fe80::1%nosuch',
  '\0',
  'bücher.test',
  'x'.repeat(100_000),
];

/** Runs once and checks what is true of every outcome. */
async function run(text: string, context: ProbeContext): Promise<Outcome<IcmpObservations>> {
  const options = icmpOptionsWith({ payloadSizeBytes: 100 });
  const startMs = systemClock.monotonicMs();
  const outcome = await icmpProber.probe({ text }, options, context);
  expectWellFormed({ prober: icmpProber, options, outcome, wholeMs: systemClock.monotonicMs() - startMs });
  return outcome;
}

describe.skipIf(!canHaveNamespace())('the icmp prober keeps the contract', () => {
  let network: TunNetwork;

  beforeAll(() => {
    enterNetworkNamespace();
    network = openTunNetwork(['10.99.0.1/24']);
    ip('route add unreachable 10.98.0.0/24');
  });

  afterAll(() => network[Symbol.dispose]());

  describe.each(engines)('over a $socketKind socket:', ({ range }) => {
    beforeAll(() => setPingGroupRange(range));

    test('ends at the deadline when the target is silent', async () => {
      using context = testContext({ timeoutMs: 150 });
      const aborted = whenAborted(context.signal);
      expect(await run(silent, context)).toMatchObject({ ok: false, failure: { reason: 'icmp.no_reply' } });
      const endMs = systemClock.monotonicMs();
      expect(endMs - (await aborted)).toBeLessThan(slackMs);
    });

    test.each([
      ['no time was left', { timeoutMs: 0 }, 'local.no_time'],
      ['nobody waits for it', { signal: AbortSignal.abort(new RunAbandoned('gone')) }, 'local.aborted'],
    ])('sends nothing when %s from the start', async (_name, limits, reason) => {
      const before = network.requests.length;
      using context = testContext(limits);
      expect(await run(silent, context)).toMatchObject({ ok: false, failure: { reason, blame: 'local' } });
      await settled();
      expect(network.requests).toHaveLength(before);
    });

    test('ends at once when nobody waits any more', async () => {
      const controller = new AbortController();
      using context = testContext({ signal: controller.signal });
      const running = run(silent, context);
      await settled();
      const abortMs = systemClock.monotonicMs();
      controller.abort(new RunAbandoned('gone'));
      expect(await running).toMatchObject({ ok: false, failure: { reason: 'local.aborted' } });
      expect(systemClock.monotonicMs() - abortMs).toBeLessThan(slackMs);
    });

    test('leaves no socket, timer or listener behind after 500 runs with one signal', async () => {
      using context = testContext({ timeoutMs: 60_000 });
      setMaxListeners(0, context.signal);
      const targets = ['127.0.0.1', '::1', unreachable, 'no.test', ''];
      await run('127.0.0.1', context);
      await settled();
      const before = openResources();
      for (let round = 0; round < 20; round += 1) {
        const texts = Array.from({ length: 25 }, (_, index) => targets[index % targets.length] ?? '');
        await Promise.all(texts.map((text) => run(text, context)));
      }
      expect(getEventListeners(context.signal, 'abort')).toHaveLength(0);
      expect(await leakedSince(before)).toEqual([]);
    });

    test('leaves nothing behind after 100 runs that ended at their deadline', async () => {
      await settled();
      const before = openResources();
      using context = testContext({ timeoutMs: 100 });
      setMaxListeners(0, context.signal);
      await Promise.all(Array.from({ length: 100 }, () => run(silent, context)));
      expect(await leakedSince(before)).toEqual([]);
    });

    test.each(oddTargets.map((text) => [shortened(JSON.stringify(text)), text]))(
      'gives an outcome for the target %s',
      async (_name, text) => {
        using context = testContext({ timeoutMs: 1000 });
        expect(await run(text, context)).toMatchObject({ ok: false });
      },
    );

    test('gives an outcome for any target', async () => {
      const text = fc.oneof(
        fc.string({ unit: 'binary' }),
        fc.constantFrom(...oddTargets).chain((odd) => fc.string().map((more) => odd + more)),
      );
      using context = testContext({ timeoutMs: 10_000 });
      setMaxListeners(0, context.signal);
      await fc.assert(
        fc.asyncProperty(text, async (odd) => {
          const outcome = await run(odd, context);
          // Among the texts are addresses of loopback in spellings of all kinds, and those answer.
          expect(outcome.ok ? outcome.observations.sent : outcome.failure.detail.length).toBeGreaterThan(0);
        }),
      );
    });
  });
});

/** When the signal aborts, on the monotonic clock. */
function whenAborted(signal: AbortSignal): Promise<number> {
  return new Promise((resolve) => {
    signal.addEventListener('abort', () => resolve(systemClock.monotonicMs()), { once: true });
  });
}
