import { getEventListeners, setMaxListeners } from 'node:events';
import type net from 'node:net';
import { describe, expect, test } from 'vitest';
import { RunAbandoned } from '../../../probes/abort.ts';
import { dnsProber } from '../../../probes/dns/prober.ts';
import { systemClock } from '../../../src/engine/clock.ts';
import { proberContract } from '../../contract/prober-contract.ts';
import { expectWellFormed } from '../../contract/well-formed.ts';
import { testContext } from '../../helpers/context.ts';
import { dnsOptionsOf } from '../../helpers/dns-options.ts';
import { frame, startDnsPeer } from '../../helpers/dns-peer.ts';
import { wireAddresses, wireReply } from '../../helpers/dns-wire.ts';
import { leakedSince, openResources, settled } from '../../helpers/open-resources.ts';
import { closedPort } from '../../helpers/tcp-server.ts';

const oddTargets = [
  '',
  ':',
  ':53',
  '[',
  '[]',
  '[]:53',
  '[::1',
  '[::1]',
  '[::1]:',
  'no.test',
  'no.test:',
  '127.0.0.1:-1',
  '127.0.0.1:99999',
  '127.0.0.1:nosuchservice',
  '127.0.0.1:0',
  'udp://127.0.0.1:53',
  'https://127.0.0.1/',
  '127.1:53',
  '\0:53',
  'bücher.test:53',
  `${'x'.repeat(100_000)}:53`,
  `127.0.0.1:${'9'.repeat(100_000)}`,
];

proberContract({
  prober: dnsProber,
  options: dnsOptionsOf('{query_name: a, query_type: A, transport_protocol: tcp}'),
  targetOf: (hostPort) => hostPort,
  healthy: (socket: net.Socket) =>
    socket.once('data', (query: Buffer) =>
      socket.write(frame(wireReply(query.subarray(2), { answers: wireAddresses(1) }))),
    ),
  oddTargets,
});

describe('over UDP the dns prober keeps the contract:', () => {
  const options = dnsOptionsOf('{query_name: a, query_type: A}');

  test.each([
    ['no time was left', { timeoutMs: 0 }, 'local.no_time'],
    ['nobody waits for it', { signal: AbortSignal.abort(new RunAbandoned('gone')) }, 'local.aborted'],
  ])('sends nothing when %s from the start', async (_name, limits, reason) => {
    await using peer = await startDnsPeer(() => {});
    using context = testContext(limits);
    const outcome = await dnsProber.probe({ text: peer.target }, options, context);
    expect(outcome).toMatchObject({ ok: false, failure: { reason, blame: 'local' } });
    await settled();
    expect(peer.queries).toEqual([]);
  });

  test('ends at once when nobody waits any more', async () => {
    const controller = new AbortController();
    await using peer = await startDnsPeer(() => controller.abort(new RunAbandoned('gone')));
    using context = testContext({ signal: controller.signal });
    const outcome = await dnsProber.probe({ text: peer.target }, options, context);
    expect(outcome).toMatchObject({ ok: false, failure: { reason: 'local.aborted', blame: 'local' } });
  });

  test.each(oddTargets.map((text) => [JSON.stringify(text).slice(0, 40), text]))(
    'gives an outcome for the target %s',
    async (_name, text) => {
      using context = testContext({ timeoutMs: 300 });
      const startMs = systemClock.monotonicMs();
      const outcome = await dnsProber.probe({ text }, options, context);
      expectWellFormed({
        prober: dnsProber,
        options,
        outcome,
        wholeMs: systemClock.monotonicMs() - startMs,
      });
      expect(outcome.ok).toBe(false);
    },
  );

  test('leaves no socket, timer or listener behind after 300 runs with one signal', async () => {
    await using peer = await startDnsPeer(({ message, send }) => send(wireReply(message)));
    await using garbage = await startDnsPeer(({ message, send }) => send(message.subarray(0, 3)));
    const closed = await closedPort();
    using context = testContext({ timeoutMs: 60_000 });
    setMaxListeners(0, context.signal);
    const targets = [peer.target, garbage.target, `127.0.0.1:${closed}`, '127.0.0.1:0', 'no.test'];
    await settled();
    const before = openResources();
    for (let round = 0; round < 12; round += 1) {
      const texts = Array.from({ length: 25 }, (_, index) => targets[index % targets.length] ?? '');
      await Promise.all(texts.map((text) => dnsProber.probe({ text }, options, context)));
    }
    expect(getEventListeners(context.signal, 'abort')).toHaveLength(0);
    expect(await leakedSince(before)).toEqual([]);
  });
});
