import { expect, test } from 'vitest';
import type { Outcome } from '../../../probes/contract.ts';
import type { DnsObservations } from '../../../probes/dns/observations.ts';
import { dnsProber } from '../../../probes/dns/prober.ts';
import { testContext } from '../../helpers/context.ts';
import { dnsOptionsOf } from '../../helpers/dns-options.ts';
import { type PeerQuery, startDnsPeer } from '../../helpers/dns-peer.ts';
import { questionOf, u16, wireAddresses, wireName, wireReply } from '../../helpers/dns-wire.ts';

function answering(...hosts: readonly number[]): (query: PeerQuery) => void {
  return ({ message, send }) => send(wireReply(message, { answers: wireAddresses(...hosts) }));
}

async function probe(
  target: string,
  keys: string,
  timeoutMs = 5000,
): Promise<{ outcome: Outcome<DnsObservations>; metrics: ReadonlyMap<string, readonly string[]> }> {
  using context = testContext({ timeoutMs });
  const options = dnsOptionsOf(`{query_type: A, ${keys}}`);
  const outcome = await dnsProber.probe({ text: target }, options, context);
  const metrics = dnsProber.metrics(outcome, options).map(({ name, samples }) => {
    return [
      name,
      samples.map(({ labels = {}, value }) => [...Object.values(labels), value].join(' ')),
    ] as const;
  });
  return { outcome, metrics: new Map(metrics) };
}

test.each([
  ['"{{target}}"', 'shop.example', wireName('shop', 'example')],
  ['"_dmarc.{{target}}"', 'shop.example.', wireName('_dmarc', 'shop', 'example')],
  ['"{{target}}.{{target}}"', '$&', wireName('$&', '$&')],
])('asks one server for %s with the target %s', async (name, target, asked) => {
  await using peer = await startDnsPeer(answering(1));
  const { outcome, metrics } = await probe(target, `query_name: ${name}, server: "${peer.target}"`);
  expect(outcome.ok).toBe(true);
  expect(peer.queries.map(({ message }) => questionOf(message))).toEqual([Buffer.concat([asked, u16(1, 1)])]);
  expect(outcome.observations.servers).toBeUndefined();
  expect(metrics.has('probe_dns_answers_agree')).toBe(false);
});

test('blames itself for a target that is no name', async () => {
  await using peer = await startDnsPeer(answering(1));
  const { outcome } = await probe('a..b', `query_name: "{{target}}", server: "${peer.target}"`);
  expect(outcome).toMatchObject({
    ok: false,
    failure: { reason: 'target.invalid', blame: 'local', detail: 'the name "a..b" has an empty label' },
  });
});

test('succeeds when all servers give the same answer, each asked once', async () => {
  await using one = await startDnsPeer(answering(1, 2));
  await using other = await startDnsPeer(answering(2, 1));
  const { outcome, metrics } = await probe(
    'a.test',
    `query_name: "{{target}}", servers: ["${one.target}", "${other.target}"]`,
  );
  expect(outcome).toMatchObject({ ok: true, address: { chosen: { address: '127.0.0.1' } } });
  expect([one.queries.length, other.queries.length]).toEqual([1, 1]);
  expect(metrics.get('probe_dns_answers_agree')).toEqual(['1']);
  expect(metrics.get('probe_dns_server_success')).toEqual([`${one.target} 1`, `${other.target} 1`]);
  expect(dnsProber.facts(outcome).slice(0, 3)).toEqual([
    { name: 'server', value: `${one.target}: NOERROR, 2 answers` },
    { name: 'server', value: `${other.target}: NOERROR, 2 answers` },
    { name: 'status', value: 'NOERROR' },
  ]);
});

test('fails when answers differ, and shows what the other server said', async () => {
  await using one = await startDnsPeer(answering(1));
  await using other = await startDnsPeer(answering(2));
  const { outcome, metrics } = await probe(
    'a.test',
    `query_name: "{{target}}", servers: ["${one.target}", "${other.target}"]`,
  );
  expect(outcome).toMatchObject({
    ok: false,
    failure: {
      phase: 'assertion',
      reason: 'assert.answers_differ',
      detail: `${other.target} answers NOERROR with 192.0.2.2, ${one.target} NOERROR with 192.0.2.1`,
    },
    observations: { reply: { answers: ['a.test.\t60\tIN\tA\t192.0.2.2'] } },
  });
  expect(metrics.get('probe_dns_answers_agree')).toEqual(['0']);
  expect(metrics.get('probe_dns_server_success')).toEqual([`${one.target} 1`, `${other.target} 1`]);
});

test('fails for the server that fails, and does not say whether they agree', async () => {
  await using one = await startDnsPeer(answering(1));
  await using refusing = await startDnsPeer(({ message, send }) =>
    send(wireReply(message, { flags: 0x81_85 })),
  );
  const { outcome, metrics } = await probe(
    'a.test',
    `query_name: "{{target}}", servers: ["${one.target}", "${refusing.target}"]`,
  );
  expect(outcome).toMatchObject({ ok: false, failure: { reason: 'assert.rcode' } });
  expect(metrics.has('probe_dns_answers_agree')).toBe(false);
  expect(metrics.get('probe_dns_server_success')).toEqual([`${one.target} 1`, `${refusing.target} 0`]);
  expect(dnsProber.facts(outcome)[1]).toEqual({
    name: 'server',
    value: `${refusing.target}: REFUSED, 0 answers, refused`,
  });
});

test('asks all servers at once: a silent one takes no time from the others', async () => {
  await using silent = await startDnsPeer(() => {});
  await using one = await startDnsPeer(answering(1));
  const { outcome, metrics } = await probe(
    'a.test',
    `query_name: "{{target}}", servers: ["${silent.target}", "${one.target}"]`,
    200,
  );
  expect(outcome).toMatchObject({ ok: false, failure: { reason: 'dns.timed_out' } });
  expect(metrics.get('probe_dns_server_success')).toEqual([`${silent.target} 0`, `${one.target} 1`]);
  expect(metrics.get('probe_dns_query_succeeded')).toEqual(['0']);
});
