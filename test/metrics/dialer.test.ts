import { describe, expect, test } from 'vitest';
import type { Outcome } from '../../probes/contract.ts';
import type { Failure, FailureReason } from '../../probes/failure.ts';
import type { ConnectionCounts, HttpObservations } from '../../probes/http/observations.ts';
import { httpProber } from '../../probes/http/prober.ts';
import { createLoopDelay, everyMs } from '../../src/engine/loop-delay.ts';
import { runProbe } from '../../src/engine/run.ts';
import { type DialledConnections, dialledConnections } from '../../src/metrics/dialer.ts';
import { createSelfMetrics } from '../../src/metrics/self.ts';
import { fixedResolver, testContext } from '../helpers/context.ts';
import { fakeFailure, fakeModule, fakeResult } from '../helpers/fake-prober.ts';
import { httpOptionsOf } from '../helpers/http-options.ts';
import { reply, response, route, startHttpServer } from '../helpers/http-server.ts';
import { pageText } from '../helpers/metrics-page.ts';
import { closedPort, startTcpServer } from '../helpers/tcp-server.ts';

function httpOutcome(connections: ConnectionCounts, reason?: FailureReason): Outcome<HttpObservations> {
  const measured = {
    phases: {},
    observations: {
      attempted: true,
      connections,
      redirects: 0,
      bodyBytes: 0,
      failedDueToRegex: false,
      failedDueToCel: false,
    },
  };
  if (reason === undefined) return { ok: true, ...measured };
  const failure: Failure = { phase: 'connect', reason, blame: 'network', detail: '' };
  return { ok: false, failure, ...measured };
}

test.each<[string, ConnectionCounts, FailureReason | undefined, DialledConnections]>([
  ['a success', { attempted: 3, established: 3 }, undefined, { attempted: 3, established: 3 }],
  [
    'a response that is not as it should be',
    { attempted: 1, established: 1 },
    'assert.status',
    { attempted: 1, established: 1 },
  ],
  [
    'a target whose name was not found',
    { attempted: 0, established: 0 },
    'dns.name_not_resolved',
    { attempted: 0, established: 0 },
  ],
  [
    'a redirect to a name that is not there',
    { attempted: 2, established: 1 },
    'dns.name_not_resolved',
    { attempted: 2, established: 1, failure: 'resolution' },
  ],
  [
    'a refused connection',
    { attempted: 1, established: 0 },
    'tcp.refused',
    { attempted: 1, established: 0, failure: 'refused' },
  ],
  [
    'no answer in time',
    { attempted: 1, established: 0 },
    'tcp.timed_out',
    { attempted: 1, established: 0, failure: 'timeout' },
  ],
  [
    'no route',
    { attempted: 1, established: 0 },
    'tcp.address_unreachable',
    { attempted: 1, established: 0, failure: 'unknown' },
  ],
])('counts the connections of %s', (_name, connections, reason, expected) => {
  const result = fakeResult({ prober: 'http', outcome: httpOutcome(connections, reason) });
  expect(dialledConnections(result)).toEqual(expected);
});

test('counts none of another prober, and none of a bug', () => {
  const failure: Failure = { phase: 'request', reason: 'local.bug', blame: 'local', detail: '' };
  const bug: Outcome = { ok: false, failure, phases: {}, observations: undefined };
  expect(dialledConnections(fakeResult({ outcome: fakeFailure }))).toBeUndefined();
  expect(dialledConnections(fakeResult({ prober: 'http', outcome: bug }))).toBeUndefined();
});

async function samples(metrics: ReturnType<typeof createSelfMetrics>): Promise<readonly string[]> {
  const page = await pageText(await metrics.families());
  return page.split('\n').filter((line) => line.startsWith('net_conntrack_'));
}

test('shows nothing before the first http probe, then all counters, then their sums', async () => {
  const metrics = createSelfMetrics();
  metrics.probeEnded(fakeResult());
  expect(await samples(metrics)).toEqual([]);
  metrics.probeEnded(fakeResult({ prober: 'http', outcome: httpOutcome({ attempted: 2, established: 2 }) }));
  metrics.probeEnded(
    fakeResult({ prober: 'http', outcome: httpOutcome({ attempted: 1, established: 0 }, 'tcp.refused') }),
  );
  expect(await samples(metrics)).toEqual([
    'net_conntrack_dialer_conn_attempted_total{dialer_name="http_probe"} 3',
    'net_conntrack_dialer_conn_closed_total{dialer_name="http_probe"} 2',
    'net_conntrack_dialer_conn_established_total{dialer_name="http_probe"} 2',
    'net_conntrack_dialer_conn_failed_total{dialer_name="http_probe",reason="refused"} 1',
    'net_conntrack_dialer_conn_failed_total{dialer_name="http_probe",reason="resolution"} 0',
    'net_conntrack_dialer_conn_failed_total{dialer_name="http_probe",reason="timeout"} 0',
    'net_conntrack_dialer_conn_failed_total{dialer_name="http_probe",reason="unknown"} 0',
  ]);
});

describe('a run of the http prober', () => {
  async function connectionsOf(target: string, options = '{}'): Promise<DialledConnections | undefined> {
    using context = testContext({ resolver: fixedResolver({ localhost: ['127.0.0.1'] }) });
    const module = { ...fakeModule('web', httpProber), options: httpOptionsOf(options) };
    const request = { module, target: { text: target }, timeoutMs: 5000 };
    const result = await runProbe(request, {
      ...context,
      targetPolicy: () => context.policy,
      loopDelay: createLoopDelay({ clock: context.clock, every: everyMs }),
      onBug: () => {},
    });
    return dialledConnections(result);
  }

  test('counts one connection a hop, and none for a redirect that is not followed', async () => {
    await using server = await startHttpServer(
      route({ '/a': reply(response(302, '', ['Location: /b'])), '/b': reply(response(200, '')) }),
    );
    expect(await connectionsOf(`http://${server.authority}/a`)).toEqual({ attempted: 2, established: 2 });
    const options = '{ follow_redirects: false, valid_status_codes: [302] }';
    expect(await connectionsOf(`http://${server.authority}/a`, options)).toEqual({
      attempted: 1,
      established: 1,
    });
  });

  test('counts what was attempted and did not come to be', async () => {
    const port = await closedPort();
    const refused = { attempted: 1, established: 0, failure: 'refused' };
    expect(await connectionsOf(`http://127.0.0.1:${port}/`)).toEqual(refused);
    expect(await connectionsOf('http://gone.test/')).toEqual({ attempted: 0, established: 0 });
    await using server = await startHttpServer(reply(response(302, '', ['Location: http://gone.test/'])));
    const unresolved = { attempted: 2, established: 1, failure: 'resolution' };
    expect(await connectionsOf(`http://${server.authority}/`)).toEqual(unresolved);
  });

  test('counts a connection on which TLS fails as established', async () => {
    await using server = await startTcpServer((socket) => socket.end('no TLS\n'));
    expect(await connectionsOf(`https://127.0.0.1:${server.port}/`)).toEqual({
      attempted: 1,
      established: 1,
    });
  });

  test('counts the connection to a proxy', async () => {
    await using server = await startHttpServer(reply(response(200, '')));
    const options = `{ proxy_url: "http://127.0.0.1:${server.port}" }`;
    expect(await connectionsOf('http://192.0.2.1/', options)).toEqual({ attempted: 1, established: 1 });
    const closed = `{ proxy_url: "http://127.0.0.1:${await closedPort()}" }`;
    expect(await connectionsOf('http://192.0.2.1/', closed)).toMatchObject({
      attempted: 1,
      established: 0,
    });
  });
});
