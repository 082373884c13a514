import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest';
import { RunAbandoned } from '../../../probes/abort.ts';
import type { Clock, Outcome } from '../../../probes/contract.ts';
import type { IcmpObservations } from '../../../probes/icmp/observations.ts';
import type { IcmpOptions } from '../../../probes/icmp/options.ts';
import { icmpProber } from '../../../probes/icmp/prober.ts';
import { systemClock } from '../../../src/engine/clock.ts';
import { testContext } from '../../helpers/context.ts';
import { icmpOptionsWith } from '../../helpers/icmp-options.ts';
import {
  canHaveNamespace,
  enterNetworkNamespace,
  ip,
  setPingGroupRange,
} from '../../helpers/network-namespace.ts';
import { type IcmpPacket, sealed } from '../../helpers/packets.ts';
import {
  type Behaviour,
  type EchoRequestPacket,
  openTunNetwork,
  type TunNetwork,
} from '../../helpers/tun.ts';

/** The networks of the two families: this host is .1 and .9, `silent` has nobody, `router` reports errors. */
const networks = {
  4: {
    host: '10.99.0.1',
    otherHost: '10.99.0.9',
    target: '10.99.0.2',
    silent: '10.99.0.3',
    router: '10.99.0.4',
    loopback: '127.0.0.1',
    noRoute: '192.0.2.1',
    unreachable: '10.98.0.1',
    foreign: '192.0.2.9',
  },
  6: {
    host: 'fd99::1',
    otherHost: 'fd99::9',
    target: 'fd99::2',
    silent: 'fd99::3',
    router: 'fd99::4',
    loopback: '::1',
    noRoute: '2001:db8::1',
    unreachable: 'fd98::1',
    foreign: '2001:db8::9',
  },
} as const;

const aNumber: unknown = expect.any(Number);

const engines = [
  { socketKind: 'datagram', range: '0 2147483647' },
  { socketKind: 'raw', range: '1 0' },
] as const;

const cases = engines.flatMap((engine) => [
  { ...engine, family: 4 as const },
  { ...engine, family: 6 as const },
]);

const types = {
  4: { reply: 0, unreachable: [3, 1], prohibited: [3, 13], expired: [11, 0], tooBig: [3, 4], bad: [12, 0] },
  6: { reply: 129, unreachable: [1, 3], prohibited: [1, 1], expired: [3, 0], tooBig: [2, 0], bad: [4, 0] },
} as const;

/** The right reply to a request, with what `change` does to its message before the checksum is made. */
function replyTo(request: EchoRequestPacket, change: (icmp: Buffer) => Buffer = (icmp) => icmp): IcmpPacket {
  const icmp = Buffer.from(request.icmp);
  icmp.writeUInt8(types[request.family].reply, 0);
  return sealed({ ...request, from: request.to, to: request.from, hopLimit: 57, icmp: change(icmp) });
}

function changed(at: number, mask: number): (icmp: Buffer) => Buffer {
  return (icmp) => {
    icmp.writeUInt8(icmp.readUInt8(at) ^ mask, at);
    return icmp;
  };
}

/** An ICMP error by the network's router about a packet, of which it quotes as much as routers have to. */
function errorAbout(
  request: EchoRequestPacket,
  [type, code]: readonly [type: number, code: number],
  packet: Buffer = request.packet,
): IcmpPacket {
  const icmp = Buffer.concat([Buffer.alloc(8), packet.subarray(0, request.family === 4 ? 28 : 1000)]);
  icmp.writeUInt8(type, 0);
  icmp.writeUInt8(code, 1);
  const isTooBig = type === types[request.family].tooBig[0] && code === types[request.family].tooBig[1];
  if (isTooBig) icmp.writeUInt32BE(1400, 4);
  const { family } = request;
  return sealed({ family, from: networks[family].router, to: request.from, hopLimit: 64, icmp });
}

/** Replies that are none, each for a reason of its own. */
const misfits: readonly (readonly [name: string, misfit: (request: EchoRequestPacket) => IcmpPacket])[] = [
  ['another payload', (request) => replyTo(request, changed(9, 0x55))],
  ['the last byte changed', (request) => replyTo(request, changed(request.icmp.length - 1, 1))],
  ['another sequence number', (request) => replyTo(request, changed(7, 1))],
  ['another identifier', (request) => replyTo(request, changed(5, 1))],
  ['another code', (request) => replyTo(request, changed(1, 1))],
  ['a byte cut off', (request) => replyTo(request, (icmp) => icmp.subarray(0, -1))],
  ['a byte too many', (request) => replyTo(request, (icmp) => Buffer.concat([icmp, Buffer.from('!')]))],
  ['nothing but the ICMP header', (request) => replyTo(request, (icmp) => icmp.subarray(0, 8))],
  ['half an ICMP header', (request) => replyTo(request, (icmp) => icmp.subarray(0, 4))],
  [
    'the type of a request',
    (request) => replyTo(request, (icmp) => Buffer.concat([request.icmp.subarray(0, 1), icmp.subarray(1)])),
  ],
  ['another sender', (request) => sealed({ ...replyTo(request), from: networks[request.family].router })],
  [
    'a wrong checksum',
    (request) => {
      const reply = replyTo(request);
      return { ...reply, icmp: changed(3, 1)(reply.icmp) };
    },
  ],
];

describe.skipIf(!canHaveNamespace())('in a network of its own', () => {
  let network: TunNetwork;

  beforeAll(() => {
    enterNetworkNamespace();
    network = openTunNetwork(['10.99.0.1/24', '10.99.0.9/24', 'fd99::1/64', 'fd99::9/64', 'fe80::1/64']);
    ip('route add unreachable 10.98.0.0/24');
    ip('route add prohibit 10.97.0.0/24');
    ip('-6 route add unreachable fd98::/64');
    ip('-6 route add prohibit fd97::/64');
  });

  afterAll(() => network[Symbol.dispose]());

  describe.each(cases)(
    'over a $socketKind socket of IPv$family, the ICMP prober',
    ({ socketKind, range, family }) => {
      const { target, silent, router, loopback, host, otherHost, noRoute, unreachable, foreign } =
        networks[family];

      beforeEach(() => {
        setPingGroupRange(range);
        network.behave(target, (request, inject) => inject(replyTo(request)));
      });

      async function probe(
        address: string,
        changes: Partial<IcmpOptions> = {},
        limits: { readonly timeoutMs?: number; readonly clock?: Clock; readonly signal?: AbortSignal } = {},
      ): Promise<Outcome<IcmpObservations>> {
        using context = testContext(limits);
        return await icmpProber.probe({ text: address }, icmpOptionsWith(changes), context);
      }

      /** Probes the target while it behaves so, for no longer than it takes to see that no reply will do. */
      async function probeWhile(
        behaviour: Behaviour,
        changes: Partial<IcmpOptions> = {},
      ): Promise<Outcome<IcmpObservations>> {
        network.behave(target, behaviour);
        return await probe(target, changes, { timeoutMs: 60 });
      }

      test('succeeds with the hop limit of the reply', async () => {
        expect(await probe(target)).toMatchObject({
          ok: true,
          address: { chosen: { family, address: target } },
          phases: { resolve: aNumber, setup: aNumber, rtt: aNumber },
          observations: { socketKind, sent: 1, duplicates: 0, replyHopLimit: 57 },
        });
      });

      test('sees hop limit 64 from loopback', async () => {
        expect((await probe(loopback)).observations.replyHopLimit).toBe(64);
      });

      test('measures from sending to the reading of the reply', async () => {
        let nowMs = 1000;
        network.behave(target, (request, inject) => {
          nowMs += 25;
          inject(replyTo(request));
        });
        const clock = { monotonicMs: () => nowMs, wallMs: () => 0 };
        expect(await probe(target, {}, { clock })).toMatchObject({
          phases: { resolve: 0, setup: 0, rtt: 25 },
          observations: { roundTripsMs: [25] },
        });
      });

      test.each([
        { payloadSizeBytes: 0, payload: 'Prometheus Blackbox Exporter' },
        { payloadSizeBytes: 10, payload: 'Prometheus' },
        { payloadSizeBytes: 30, payload: 'Prometheus Blackbox Exporter\0\0' },
      ])('sends payload_size $payloadSizeBytes as $payload', async ({ payloadSizeBytes, payload }) => {
        expect(await probe(target, { payloadSizeBytes })).toMatchObject({ ok: true });
        expect(network.requests.at(-1)?.icmp.subarray(8).toString()).toBe(payload);
      });

      test.each([
        { ttl: 1, sent: 1 },
        { ttl: 255, sent: 255 },
        { ttl: 0, sent: 64 },
      ])('sends with TTL $sent when the module says $ttl', async ({ ttl, sent }) => {
        expect(await probe(target, { ttl })).toMatchObject({ ok: true });
        expect(network.requests.at(-1)?.hopLimit).toBe(sent);
      });

      test('sends from the source address that the module names', async () => {
        expect(await probe(target, { sourceIpAddress: host })).toMatchObject({ ok: true });
        expect(await probe(target, { sourceIpAddress: otherHost })).toMatchObject({ ok: true });
        expect(network.requests.slice(-2).map(({ from }) => from)).toEqual([host, otherHost]);
      });

      test.each([
        { name: 'not of this host', sourceIpAddress: foreign },
        { name: 'of the other family', sourceIpAddress: networks[family === 4 ? 6 : 4].host },
        { name: 'no address', sourceIpAddress: 'nonsense' },
      ])('refuses a source address that is $name', async ({ sourceIpAddress }) => {
        const outcome = await probe(target, { sourceIpAddress });
        expect(outcome).toMatchObject({
          ok: false,
          failure: { reason: 'local.source_address', blame: 'local' },
        });
        expect(outcome.phases).not.toHaveProperty('setup');
      });

      test('gives every run an identifier and every request a sequence number of its own', async () => {
        const before = network.requests.length;
        await Promise.all(Array.from({ length: 20 }, () => probe(target)));
        const sent = network.requests.slice(before).map(({ icmp }) => icmp);
        expect(new Set(sent.map((icmp) => icmp.readUInt16BE(4))).size).toBe(20);
        expect(new Set(sent.map((icmp) => icmp.readUInt16BE(6))).size).toBe(20);
      });

      test('does not take a reply from a live host for one from a dead host', async () => {
        const addresses = [loopback, silent, target, silent, loopback, silent, target, silent];
        const outcomes = await Promise.all(
          addresses.map((address) => probe(address, {}, { timeoutMs: 300 })),
        );
        expect(outcomes.map(({ ok }) => ok)).toEqual(addresses.map((address) => address !== silent));
      });

      test.each(misfits)('does not take a reply with %s', async (_name, misfit) => {
        expect(await probeWhile((request, inject) => inject(misfit(request)))).toMatchObject({
          ok: false,
          failure: { phase: 'response', reason: 'icmp.no_reply', blame: 'network' },
          observations: { sent: 1, roundTripsMs: [] },
        });
      });

      test('takes the right reply after all the wrong ones', async () => {
        network.behave(target, (request, inject) => {
          for (const [, misfit] of misfits) inject(misfit(request));
          inject(replyTo(request));
        });
        expect(await probe(target)).toMatchObject({ ok: true, observations: { replyHopLimit: 57 } });
      });

      test('says how many replies did not match', async () => {
        const outcome = await probeWhile((request, inject) => {
          for (let copy = 0; copy < 3; copy += 1) inject(replyTo(request, changed(9, 0x55)));
        });
        expect(outcome.ok ? '' : outcome.failure.detail).toBe(
          'no result within 0.06 s: time ran out while waiting for the response; 3 replies came that do not match what was sent',
        );
      });

      test('ends at the deadline while wrong replies pour in', async () => {
        let requested: EchoRequestPacket | undefined;
        let injectInto: ((packet: IcmpPacket) => void) | undefined;
        network.behave(target, (request, inject) => {
          requested = request;
          injectInto = inject;
        });
        const flood = setInterval(() => {
          if (requested === undefined) return;
          const wrong = replyTo(requested, changed(9, 0x55));
          for (let copy = 0; copy < 200; copy += 1) injectInto?.(wrong);
        });
        const outcome = await probe(target, {}, { timeoutMs: 200 });
        clearInterval(flood);
        expect(outcome).toMatchObject({ ok: false, failure: { reason: 'icmp.no_reply' } });
      });

      test.each([
        ['unreachable', 'icmp.unreachable'],
        ['prohibited', 'icmp.unreachable'],
        ['expired', 'icmp.ttl_exceeded'],
        ['tooBig', 'icmp.too_big'],
        ['bad', 'icmp.failed'],
      ] as const)('fails with the reason of a router that reports: %s', async (error, reason) => {
        network.behave(target, (request, inject) => inject(errorAbout(request, types[family][error])));
        using context = testContext({ timeoutMs: 60 });
        const options = icmpOptionsWith({ dontFragment: true });
        const outcome = await icmpProber.probe({ text: target }, options, context);
        const [type, code] = types[family][error];
        expect(outcome).toMatchObject({
          ok: false,
          failure: { phase: 'response', reason, blame: 'network' },
        });
        expect(context.signal.aborted).toBe(true);
        expect(outcome.ok ? '' : outcome.failure.detail).toContain(`${router} reported: `);
        expect(context.transcript.events()).toContainEqual(
          expect.objectContaining({
            kind: 'icmp.error',
            fields: { seq: aNumber, type, code, reporter: router },
          }),
        );
      });

      test('succeeds when a reply follows a reported error', async () => {
        network.behave(target, (request, inject) => {
          inject(errorAbout(request, types[family].unreachable));
          inject(replyTo(request));
        });
        expect(await probe(target)).toMatchObject({ ok: true });
      });

      test.each([
        ['another identifier', 4],
        ['another sequence number', 6],
      ])('ignores an error about a request with %s', async (_name, offset) => {
        const outcome = await probeWhile((request, inject) => {
          const packet = Buffer.from(request.packet);
          const at = packet.length - request.icmp.length + offset;
          packet.writeUInt16BE(packet.readUInt16BE(at) ^ 0x0101, at);
          inject(errorAbout(request, types[family].unreachable, packet));
        });
        expect(outcome).toMatchObject({ ok: false, failure: { reason: 'icmp.no_reply' } });
      });

      test.each([
        { what: 'no route', address: noRoute, reason: 'icmp.unreachable', blame: 'network' },
        { what: 'an unreachable route', address: unreachable, reason: 'icmp.unreachable', blame: 'network' },
        {
          what: 'a forbidden route',
          address: family === 4 ? '10.97.0.1' : 'fd97::1',
          reason: 'local.permission',
          blame: 'local',
        },
      ])('fails at once when this host has $what', async ({ address, reason, blame }) => {
        const outcome = await probe(address);
        expect(outcome).toMatchObject({ ok: false, failure: { phase: 'request', reason, blame } });
        expect(outcome.phases).not.toHaveProperty('rtt');
      });

      test.each([
        { payloadSizeBytes: 65_536, what: 'more than any packet can carry' },
        { payloadSizeBytes: 2 ** 40, what: 'more than the memory can hold' },
      ])('does not send a payload of $payloadSizeBytes bytes: $what', async ({ payloadSizeBytes }) => {
        expect(await probe(loopback, { payloadSizeBytes })).toMatchObject({
          ok: false,
          phases: { setup: aNumber },
          failure: { phase: 'request', reason: 'icmp.too_big', blame: 'local' },
        });
      });

      test('fails, but does not crash, with a negative payload size', async () => {
        expect(await probe(loopback, { payloadSizeBytes: -1 })).toMatchObject({
          ok: false,
          failure: { reason: 'local.options', blame: 'local' },
        });
      });

      test('carries the largest payload that fits an IP packet', async () => {
        const payloadSizeBytes = family === 4 ? 65_507 : 65_527;
        expect(await probe(loopback, { payloadSizeBytes })).toMatchObject({ ok: true });
      });

      test('sends nothing when no time was left', async () => {
        const before = network.requests.length;
        expect(await probe(target, {}, { timeoutMs: 0 })).toMatchObject({
          ok: false,
          failure: { reason: 'local.no_time', blame: 'local' },
        });
        expect(network.requests).toHaveLength(before);
      });

      test('ends at once when nobody waits any more', async () => {
        const controller = new AbortController();
        network.behave(target, () => controller.abort(new RunAbandoned('gone')));
        expect(await probe(target, {}, { signal: controller.signal })).toMatchObject({
          ok: false,
          failure: { reason: 'local.aborted', blame: 'local' },
        });
      });

      test('ignores an error about a request to another address', async () => {
        const outcome = await probeWhile((request, inject) => {
          const packet = Buffer.from(request.packet);
          const lastOfAddress = (family === 4 ? 20 : 40) - 1;
          packet.writeUInt8(99, lastOfAddress);
          inject(errorAbout(request, types[family].unreachable, packet));
        });
        expect(outcome).toMatchObject({ ok: false, failure: { reason: 'icmp.no_reply' } });
      });

      describe('sending several requests', () => {
        /** Leaves the requests with these numbers, from 0, unanswered. */
        function losing(...lost: readonly number[]): Behaviour {
          let number = -1;
          return (request, inject) => {
            number += 1;
            if (!lost.includes(number)) inject(replyTo(request));
          };
        }

        test('succeeds as soon as all are answered', async () => {
          expect(await probe(target, { count: 5, intervalMs: 1 })).toMatchObject({
            ok: true,
            observations: { sent: 5, duplicates: 0, roundTripsMs: Array(5).fill(aNumber) },
          });
        });

        test('tolerates as much loss as max_loss says', async () => {
          const outcome = await probeWhile(losing(1, 3, 4), { count: 10, intervalMs: 1, maxLoss: 0.3 });
          expect(outcome).toMatchObject({
            ok: true,
            observations: { sent: 10, roundTripsMs: Array(7).fill(aNumber) },
          });
        });

        test('fails with more loss than max_loss says', async () => {
          const outcome = await probeWhile(losing(1, 3, 4, 5), { count: 10, intervalMs: 1, maxLoss: 0.3 });
          expect(outcome).toMatchObject({
            ok: false,
            failure: {
              phase: 'assertion',
              reason: 'assert.loss',
              blame: 'network',
              detail: '4 of 10 requests stayed unanswered, more than max_loss allows',
            },
            phases: { rtt: aNumber },
          });
        });

        test('fails without any reply whatever max_loss says', async () => {
          const outcome = await probeWhile(losing(0, 1, 2), { count: 3, intervalMs: 1, maxLoss: 0.99 });
          expect(outcome).toMatchObject({ ok: false, failure: { reason: 'icmp.no_reply' } });
        });

        test('counts duplicates once and apart', async () => {
          network.behave(target, (request, inject) => {
            for (let copy = 0; copy < 3; copy += 1) inject(replyTo(request));
          });
          const { observations } = await probe(target, { count: 2, intervalMs: 20 });
          expect(observations).toMatchObject({ sent: 2, duplicates: 2, roundTripsMs: { length: 2 } });
        });

        test('goes on after an error about one of them, and names it as the reason of the loss', async () => {
          let number = 0;
          const outcome = await probeWhile(
            (request, inject) => {
              number += 1;
              inject(number === 1 ? errorAbout(request, types[family].unreachable) : replyTo(request));
            },
            { count: 4, intervalMs: 2 },
          );
          expect(outcome).toMatchObject({
            ok: false,
            failure: { reason: 'icmp.unreachable' },
            observations: { sent: 4, roundTripsMs: { length: 3 } },
          });
        });

        test('sends the next one although an error about the last one is still to be read', async () => {
          const outcome = await probeWhile(
            (request, inject) => {
              inject(errorAbout(request, types[family].unreachable));
              // The timer of the next request comes due before the loop looks for what has arrived.
              const dueMs = systemClock.monotonicMs() + 5;
              while (systemClock.monotonicMs() < dueMs);
            },
            { count: 3, intervalMs: 1 },
          );
          expect(outcome).toMatchObject({
            ok: false,
            failure: { phase: 'response', reason: 'icmp.unreachable' },
            observations: { sent: 3 },
          });
        });

        test('says so when the time-out is too short for all of them', async () => {
          const outcome = await probeWhile(losing(), { count: 10, intervalMs: 60_000 });
          expect(outcome).toMatchObject({
            ok: false,
            failure: {
              phase: 'request',
              reason: 'local.no_time',
              blame: 'local',
              detail: 'only 1 of 10 requests could be sent: count and interval need a longer time-out',
            },
          });
        });
      });
    },
  );

  describe.each(engines)('over a $socketKind socket, the ICMP prober', ({ range }) => {
    beforeEach(() => setPingGroupRange(range));

    async function probe(text: string, changes: Partial<IcmpOptions>) {
      using context = testContext();
      return await icmpProber.probe({ text }, icmpOptionsWith(changes), context);
    }

    test("sets the don't-fragment bit, and a TTL of 64 when none is given", async () => {
      network.behave('10.99.0.2', (request, inject) => inject(replyTo(request)));
      expect(await probe('10.99.0.2', { dontFragment: true, ttl: 0, payloadSizeBytes: 1472 })).toMatchObject({
        ok: true,
      });
      const packet = network.requests.at(-1)?.packet;
      expect(packet?.readUInt16BE(6)).toBe(0x4000);
      expect(packet?.readUInt8(8)).toBe(64);
    });

    test('does not send what would have to be fragmented and must not be', async () => {
      expect(await probe('10.99.0.2', { dontFragment: true, payloadSizeBytes: 1473 })).toMatchObject({
        ok: false,
        failure: { phase: 'request', reason: 'icmp.too_big', blame: 'local' },
      });
    });

    test('reaches a link-local address by the interface in its zone', async () => {
      network.behave('fe80::2', (request, inject) => inject(replyTo(request)));
      expect(await probe('fe80::2%tun0', {})).toMatchObject({ ok: true });
    });

    test('fails when the zone names no interface', async () => {
      expect(await probe('fe80::2%tun9', {})).toMatchObject({
        ok: false,
        failure: { reason: 'icmp.unreachable', blame: 'local' },
      });
    });
  });
});
