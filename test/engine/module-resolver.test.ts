/** Runs of modules that name their own resolvers, against DNS and HTTP servers on loopback. */
import { expect, test } from 'vitest';
import { probers } from '../../probes/registry.ts';
import { formatIssue } from '../../src/config/issue.ts';
import { parseConfig } from '../../src/config/load.ts';
import { usualPolicy } from '../../src/config/policy/target-policy.ts';
import { systemClock } from '../../src/engine/clock.ts';
import { createLoopDelay, everyMs } from '../../src/engine/loop-delay.ts';
import { type ProbeResult, type RunRequest, runProbe } from '../../src/engine/run.ts';
import { fixedResolver } from '../helpers/context.ts';
import { type DnsServer, startDnsServer } from '../helpers/dns-server.ts';
import { reply, response, startHttpServer } from '../helpers/http-server.ts';

interface RunOptions {
  readonly module?: string;
  readonly block: string;
  readonly target: string;
  readonly signal?: AbortSignal;
}

/** Runs a module with that `resolver` on a host that resolves nothing. */
async function run({ module = 'prober: http', block, target, signal }: RunOptions): Promise<ProbeResult> {
  const loaded = parseConfig(
    { text: `modules: { m: { ${module}, resolver: ${block} } }`, fileName: 'c' },
    probers,
  );
  if (!loaded.ok) throw new Error(loaded.issues.map(formatIssue).join('\n'));
  const found = loaded.config.modules.get('m');
  if (found === undefined) throw new Error('the module of this test does not load');
  const request: RunRequest = { module: found, target: { text: target }, timeoutMs: 60_000 };
  return await runProbe(signal === undefined ? request : { ...request, signal }, {
    clock: systemClock,
    resolver: fixedResolver({}),
    targetPolicy: () => usualPolicy,
    loopDelay: createLoopDelay({ clock: systemClock, every: everyMs }),
    onBug: (error) => {
      throw error;
    },
  });
}

const asking = ({ address }: DnsServer, keys = ''): string =>
  `{ servers: [${JSON.stringify(address)}]${keys} }`;

test('two modules see the addresses that their own resolvers give', async () => {
  await using web = await startHttpServer(reply(response(200, 'hello')));
  await using outside = await startDnsServer(() => ({ addresses: ['127.0.0.1'] }));
  await using inside = await startDnsServer(() => ({ addresses: ['127.0.0.53'] }));
  const target = `http://shop.test:${web.port}/`;
  const [first, second] = await Promise.all([
    run({ block: asking(outside), target }),
    run({ block: asking(inside), target }),
  ]);
  expect(first.outcome).toMatchObject({ ok: true, address: { chosen: { address: '127.0.0.1' } } });
  expect(second.outcome).toMatchObject({ address: { chosen: { address: '127.0.0.53' } } });
});

test.each(['udp', 'tcp'])('every name of a run is asked for over %s', async (protocol) => {
  await using web = await startHttpServer(({ target }, socket) => {
    const moved = response(302, '', [`Location: http://next.test:${web.port}/there`]);
    socket.end(target === '/there' ? response(200, 'hello') : moved);
  });
  await using server = await startDnsServer(() => ({ addresses: ['127.0.0.1'] }));
  const block = asking(server, `, protocol: ${protocol}`);
  const { outcome } = await run({ block, target: `http://shop.test:${web.port}/` });
  expect(outcome).toMatchObject({ ok: true });
  const names = server.asked().map((question) => question.split(' ')[1]);
  expect(new Set(names)).toEqual(new Set(['shop.test', 'next.test']));
});

test('the server of a dns module is looked up as well', async () => {
  await using server = await startDnsServer(() => ({ addresses: ['127.0.0.1'] }));
  const port = server.address.slice(server.address.lastIndexOf(':') + 1);
  const { outcome } = await run({
    module: 'prober: dns, dns: { query_name: www.test, query_type: A }',
    block: '{ hosts: { dns.test: 127.0.0.1 } }',
    target: `dns.test:${port}`,
  });
  expect(outcome).toMatchObject({ ok: true, address: { chosen: { address: '127.0.0.1' } } });
  expect(server.asked()).toEqual(['A www.test']);
});

test('a resolver that does not answer is to blame', async () => {
  await using server = await startDnsServer(() => 'silence');
  const { outcome } = await run({
    block: asking(server, ', timeout: 20ms, attempts: 1'),
    target: 'http://shop.test/',
  });
  expect(outcome).toMatchObject({
    ok: false,
    failure: {
      phase: 'resolve',
      reason: 'dns.timed_out',
      blame: 'resolver',
      detail: `the resolver ${server.address} did not answer in time`,
    },
  });
});

test.each(['udp', 'tcp'])('a resolver that is silent over %s holds up no other module', async (protocol) => {
  await using web = await startHttpServer(reply(response(200, 'hello')));
  await using silent = await startDnsServer(() => 'silence');
  await using healthy = await startDnsServer(() => ({ addresses: ['127.0.0.1'] }));
  const ended: string[] = [];
  const controllers = Array.from({ length: 50 }, () => new AbortController());
  const waiting = controllers.map(async ({ signal }) => {
    const block = asking(silent, `, protocol: ${protocol}, timeout: 30s`);
    const result = await run({ block, target: 'http://shop.test/', signal });
    ended.push('silent');
    return result;
  });
  await silent.untilAsked(100);
  const { outcome } = await run({
    block: asking(healthy, `, protocol: ${protocol}`),
    target: `http://shop.test:${web.port}/`,
  });
  expect([outcome.ok, ended]).toEqual([true, []]);
  for (const controller of controllers) controller.abort();
  await Promise.all(waiting);
  expect(ended).toHaveLength(50);
});
