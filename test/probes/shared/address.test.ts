import { expect, test } from 'vitest';
import type { Clock, Resolver } from '../../../probes/contract.ts';
import { chooseAddress } from '../../../probes/shared/address.ts';
import { fixedResolver, testContext } from '../../helpers/context.ts';

const names = fixedResolver({
  'dual.test': ['192.0.2.1', '2001:db8::1', '192.0.2.2', '2001:db8::2'],
  'v4.test': ['192.0.2.1', '192.0.2.2'],
  'v6.test': ['2001:db8::1', '2001:db8::2'],
  'broken.test': { reason: 'dns.failed', detail: 'the resolver answered SERVFAIL' },
  'slow.test': { reason: 'dns.timed_out', detail: 'no answer' },
  'dead.test': { reason: 'dns.unreachable', detail: 'nobody there' },
});

function never(): Resolver {
  return {
    lookup: () => {
      throw new Error('nothing may be looked up');
    },
  };
}

test.each([
  ['nothing preferred', 'dual.test', '', true, '2001:db8::1'],
  ['IPv6 preferred', 'dual.test', 'ip6', true, '2001:db8::1'],
  ['IPv4 preferred', 'dual.test', 'ip4', true, '192.0.2.1'],
  ['a preference nobody knows', 'dual.test', 'IP6', true, '192.0.2.1'],
  ['IPv6 alone', 'dual.test', 'ip6', false, '2001:db8::1'],
  ['IPv4 alone', 'dual.test', 'ip4', false, '192.0.2.1'],
  ['fallback to the last IPv4', 'v4.test', 'ip6', true, '192.0.2.2'],
  ['fallback to the last IPv6', 'v6.test', 'ip4', true, '2001:db8::2'],
] as const)('chooses with %s', async (...[, host, preferredIpProtocol, ipProtocolFallback, address]) => {
  using context = testContext({ resolver: names });
  const choice = await chooseAddress(
    { scheme: 'tcp', host },
    { preferredIpProtocol, ipProtocolFallback },
    context,
  );
  expect(choice).toMatchObject({ ok: true, address: { address } });
  expect(choice.evidence.chosen?.address).toBe(address);
});

test.each([
  ['IPv4', '192.0.2.9', '', true, { family: 4, address: '192.0.2.9' }],
  ['IPv6', '2001:DB8::9', 'ip4', true, { family: 6, address: '2001:db8::9' }],
  ['IPv6 with a zone', 'fe80::1%lo', '', true, { family: 6, address: 'fe80::1%lo' }],
  ['IPv6 with a zone, without fallback', 'fe80::1%lo', 'ip6', false, { family: 6, address: 'fe80::1' }],
  ['IPv4-mapped, as IPv4', '::ffff:192.0.2.9', 'ip4', false, { family: 4, address: '192.0.2.9' }],
] as const)(
  'looks nothing up for a literal: %s',
  async (...[, host, preferredIpProtocol, fallback, address]) => {
    using context = testContext({ resolver: never() });
    const choice = await chooseAddress(
      { scheme: 'tcp', host },
      { preferredIpProtocol, ipProtocolFallback: fallback },
      context,
    );
    expect(choice).toMatchObject({ ok: true, address, evidence: { chosen: address } });
  },
);

test.each([
  ['no host', '', '', true, 'target.invalid', 'local', 'the target names no host'],
  ['an unknown name', 'no.test', '', true, 'dns.name_not_resolved', 'target', 'no.test: no such host'],
  ['a short IPv4 form', '127.1', '', true, 'dns.name_not_resolved', 'target', '127.1: no such host'],
  [
    'a family the name lacks',
    'v4.test',
    'ip6',
    false,
    'dns.name_not_resolved',
    'target',
    'v4.test: no address of that family',
  ],
  [
    'a literal of the other family',
    '192.0.2.9',
    'ip6',
    false,
    'dns.name_not_resolved',
    'target',
    '192.0.2.9 has no IPv6 address, and no other is allowed',
  ],
  ['a broken resolver', 'broken.test', '', true, 'dns.failed', 'resolver', 'the resolver answered SERVFAIL'],
  ['a slow resolver', 'slow.test', '', true, 'dns.timed_out', 'resolver', 'no answer'],
  ['no resolver', 'dead.test', '', true, 'dns.unreachable', 'resolver', 'nobody there'],
] as const)('fails for %s', async (...[, host, preferredIpProtocol, fallback, reason, blame, detail]) => {
  using context = testContext({ resolver: names });
  const choice = await chooseAddress(
    { scheme: 'tcp', host },
    { preferredIpProtocol, ipProtocolFallback: fallback },
    context,
  );
  expect(choice).toMatchObject({ ok: false, failure: { phase: 'resolve', reason, blame, detail } });
  expect(choice.evidence.chosen).toBeUndefined();
});

test('asks for the preferred family alone without fallback, and for both with it', async () => {
  const asked: (readonly number[])[] = [];
  const resolver: Resolver = {
    lookup: (name, families, within) => {
      asked.push(families);
      return names.lookup(name, families, within);
    },
  };
  using context = testContext({ resolver });
  await chooseAddress(
    { scheme: 'tcp', host: 'dual.test' },
    { preferredIpProtocol: 'ip4', ipProtocolFallback: false },
    context,
  );
  await chooseAddress(
    { scheme: 'tcp', host: 'dual.test' },
    { preferredIpProtocol: 'ip4', ipProtocolFallback: true },
    context,
  );
  expect(asked).toEqual([[4], [6, 4]]);
});

test('measures the lookup, also when it fails', async () => {
  let nowMs = 1000;
  const clock: Clock = { monotonicMs: () => nowMs, wallMs: () => 0 };
  const resolver: Resolver = {
    lookup: (name, families, within) => {
      nowMs += 40;
      return names.lookup(name, families, within);
    },
  };
  using context = testContext({ resolver, clock });
  const options = { preferredIpProtocol: '', ipProtocolFallback: true };
  expect((await chooseAddress({ scheme: 'tcp', host: 'v4.test' }, options, context)).evidence.lookupMs).toBe(
    40,
  );
  expect((await chooseAddress({ scheme: 'tcp', host: 'no.test' }, options, context)).evidence.lookupMs).toBe(
    40,
  );
});

test('blames whoever ended the run for a lookup that was cut short', async () => {
  const controller = new AbortController();
  controller.abort();
  using context = testContext({ resolver: names, signal: controller.signal });
  const choice = await chooseAddress(
    { scheme: 'tcp', host: 'no.test' },
    { preferredIpProtocol: '', ipProtocolFallback: true },
    context,
  );
  expect(choice).toMatchObject({
    ok: false,
    failure: { phase: 'resolve', reason: 'local.aborted', blame: 'local' },
  });
});
