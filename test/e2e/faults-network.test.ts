/** Probes when the network of their own host has nothing left for them, in a network that the test makes. */
import { writeFileSync } from 'node:fs';
import { beforeAll, describe, expect, test } from 'vitest';
import { probers } from '../../probes/registry.ts';
import { parseConfig } from '../../src/config/load.ts';
import { usualPolicy } from '../../src/config/policy/target-policy.ts';
import { systemClock } from '../../src/engine/clock.ts';
import { createLoopDelay, everyMs } from '../../src/engine/loop-delay.ts';
import { type ProbeResult, runProbe } from '../../src/engine/run.ts';
import { fixedResolver } from '../helpers/context.ts';
import { startDnsPeer } from '../helpers/dns-peer.ts';
import { wireRecord, wireReply } from '../helpers/dns-wire.ts';
import { canHaveNamespace, enterNetworkNamespace, ip } from '../helpers/network-namespace.ts';
import { startTcpServer } from '../helpers/tcp-server.ts';

function run(module: string, target: string, timeoutMs = 2000): Promise<ProbeResult> {
  const loaded = parseConfig({ text: `modules: { m: { ${module} } }\n`, fileName: 'c.yml' }, probers);
  const found = loaded.ok ? loaded.config.modules.get('m') : undefined;
  if (found === undefined) throw new Error('the module of this test does not load');
  return runProbe(
    { module: found, target: { text: target }, timeoutMs },
    {
      clock: systemClock,
      resolver: fixedResolver({}),
      targetPolicy: () => usualPolicy,
      loopDelay: createLoopDelay({ clock: systemClock, every: everyMs }),
      onBug: () => {},
    },
  );
}

function verdictOf({ outcome }: ProbeResult): string {
  return outcome.ok ? 'success' : `${outcome.failure.reason} ${outcome.failure.blame}`;
}

const waiting = 'prober: tcp, tcp: { query_response: [{ expect: never }] }';

describe.skipIf(!canHaveNamespace())('a host', () => {
  beforeAll(enterNetworkNamespace);

  test('without ports left is to blame itself, and has them again afterwards', async () => {
    await using server = await startTcpServer(() => {});
    writeFileSync('/proc/sys/net/ipv4/ip_local_port_range', '50000 50003');
    const held = Array.from({ length: 4 }, () => run(waiting, server.target));
    await server.untilAccepted(4);
    expect(verdictOf(await run(waiting, server.target))).toBe('local.resources local');
    expect((await Promise.all(held)).map(verdictOf)).toEqual(Array(4).fill('dialogue.timed_out target'));
    writeFileSync('/proc/sys/net/ipv4/ip_local_port_range', '32768 60999');
    expect(verdictOf(await run('prober: tcp', server.target))).toBe('success');
  });

  test('whose resolver is gone blames that, and finds names again when it is back', async () => {
    await using server = await startTcpServer(() => {});
    const module = (target: string): string =>
      `prober: tcp, resolver: { servers: ["${target}"] }, tcp: { preferred_ip_protocol: ip4, ip_protocol_fallback: false }`;
    const here = wireRecord({ type: 'A', data: Buffer.of(127, 0, 0, 1) });
    const startPeer = () =>
      startDnsPeer(({ message, send }) => send(wireReply(message, { answers: [here] })));
    const name = `shop.example:${server.port}`;
    const first = await startPeer();
    const { target } = first;
    await first[Symbol.asyncDispose]();
    expect(verdictOf(await run(module(target), name))).toBe('dns.unreachable resolver');
    await using second = await startPeer();
    expect(verdictOf(await run(module(second.target), name))).toBe('success');
  });

  test('without a network has it again when it is back', async () => {
    await using server = await startTcpServer(() => {});
    ip('link set lo down');
    const without = verdictOf(await run('prober: tcp', server.target, 500));
    ip('link set lo up');
    expect(without).toBe('tcp.timed_out network');
    expect(verdictOf(await run('prober: tcp', server.target))).toBe('success');
  });
});
