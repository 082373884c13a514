/** What `check_revoked` does, the same in every prober that has it. */
import { join } from 'node:path';
import type { TLSSocket } from 'node:tls';
import { afterAll, describe, expect, test } from 'vitest';
import { DeadlineReached } from '../../../../probes/abort.ts';
import type { Clock, Outcome, ProbeContext, ProberDefinition } from '../../../../probes/contract.ts';
import { probers } from '../../../../probes/registry.ts';
import type { Minted } from '../../../helpers/certificates.ts';
import { fixedResolver, testContext } from '../../../helpers/context.ts';
import { healthReply, startH2Server } from '../../../helpers/h2-server.ts';
import { response } from '../../../helpers/http-server.ts';
import { type ListAuthority, listReply, startListAuthority } from '../../../helpers/list-authority.ts';
import { manualClock } from '../../../helpers/manual-clock.ts';
import { startTcpServer, startUnixServer } from '../../../helpers/tcp-server.ts';
import { temporaryDirectory } from '../../../helpers/temporary-directory.ts';
import { startTlsServer } from '../../../helpers/tls-server.ts';
import { talkTls } from '../../../helpers/tls-talk.ts';
import { yamlValue } from '../../../helpers/yaml-value.ts';

const directory = temporaryDirectory();
afterAll(() => directory[Symbol.dispose]());

interface Subject {
  readonly name: string;
  readonly prober: string;
  /** The block of the module but for `tls_config` and `check_revoked`, ending in a comma if not empty. */
  readonly block: string;
  readonly phases: readonly string[];
  /** Starts a server; the run against it succeeds. */
  readonly start: (identity: Minted) => Promise<AsyncDisposable & { readonly target: string }>;
}

async function overTls(identity: Minted, scheme: string, talk: (socket: TLSSocket) => void) {
  const server = await startTlsServer({ identity, onConnection: talk });
  return {
    target: `${scheme}a.example:${server.port}`,
    [Symbol.asyncDispose]: () => server[Symbol.asyncDispose](),
  };
}

let sockets = 0;

const subjects: readonly Subject[] = [
  {
    name: 'http',
    prober: 'http',
    block: '',
    phases: ['connect', 'processing', 'resolve', 'tls', 'transfer'],
    start: (identity) =>
      overTls(identity, 'https://', (socket) =>
        socket.once('data', () => socket.end(response(200, 'hello'))),
      ),
  },
  {
    name: 'tcp',
    prober: 'tcp',
    block: 'tls: true, query_response: [{ expect: hello }],',
    phases: ['connect', 'processing', 'resolve', 'tls'],
    start: (identity) => overTls(identity, '', (socket) => socket.write('hello\n')),
  },
  {
    name: 'tcp with starttls',
    prober: 'tcp',
    block: 'query_response: [{ expect: ready }, { send: STARTTLS }, { expect: go }, { starttls: true }],',
    phases: ['connect', 'processing', 'resolve', 'tls'],
    start: async (identity) => {
      const server = await startTcpServer((socket) => {
        socket.write('ready\n');
        socket.once('data', () => {
          socket.write('go\n');
          talkTls(identity)(socket);
        });
      });
      return { ...server, target: `a.example:${server.port}` };
    },
  },
  {
    name: 'unix',
    prober: 'unix',
    block: 'tls: true,',
    phases: ['connect', 'tls'],
    start: (identity) => {
      sockets += 1;
      return startUnixServer(talkTls(identity), join(directory.path, `${sockets}.sock`));
    },
  },
  {
    name: 'grpc',
    prober: 'grpc',
    block: 'tls: true,',
    phases: ['check', 'connect', 'resolve', 'tls'],
    start: async (identity) => {
      const server = await startH2Server(healthReply(1), { identity });
      return {
        target: `a.example:${server.port}`,
        [Symbol.asyncDispose]: () => server[Symbol.asyncDispose](),
      };
    },
  },
  {
    name: 'tls',
    prober: 'tls',
    block: '',
    phases: ['connect', 'resolve', 'tls'],
    start: (identity) => overTls(identity, '', () => {}),
  },
];

interface Ask {
  readonly authority: ListAuthority;
  readonly clock?: Clock;
  readonly signal?: AbortSignal;
  readonly keys?: string;
  /** What stands in `tls_config`. Default: trust in the authority. */
  readonly trust?: string;
}

interface Run {
  readonly prober: ProberDefinition;
  readonly options: unknown;
  readonly outcome: Outcome;
}

/** Runs a subject against a server whose certificate names the list of the authority. */
async function run({ prober: name, block, start }: Subject, ask: Ask): Promise<Run> {
  const { authority, clock, signal, keys = 'check_revoked: true' } = ask;
  const prober = probers.get(name);
  if (prober === undefined) throw new Error('no such prober');
  const { trust = `server_name: a.example, ca: ${JSON.stringify(authority.root.certPem)}` } = ask;
  const options = prober.options.parse(yamlValue(`{ ${block} tls_config: { ${trust} }, ${keys} }`));
  using usual = testContext({
    resolver: fixedResolver({ 'a.example': ['127.0.0.1'] }),
    ...(clock === undefined ? {} : { clock }),
  });
  const context: ProbeContext = signal === undefined ? usual : { ...usual, signal };
  await using server = await start(authority.issue({ dnsNames: ['a.example'] }));
  const outcome = await prober.probe({ text: server.target }, options, context);
  return { prober, options, outcome };
}

/** The samples of the lists as text, `name chain_pos crl_url value`. */
function listSamples({ prober, options, outcome }: Run): string[] {
  return prober
    .metrics(outcome, options)
    .filter(({ name }) => name.startsWith('probe_ssl_crl_'))
    .flatMap(({ name, samples }) =>
      samples.map(({ labels = {}, value }) => {
        const { chain_pos = '', crl_url = '' } = labels;
        return [name.slice('probe_ssl_crl_'.length), chain_pos, crl_url, String(value)].join(' ');
      }),
    );
}

describe.each(subjects)('$name', (subject) => {
  test('tells who is on a list, and succeeds all the same', async () => {
    const nextUpdate = new Date('2090-01-01T00:00:00Z');
    await using authority = await startListAuthority((mintList) => (request, socket) => {
      listReply(mintList({ revoked: ['0e1e'], nextUpdate }))(request, socket);
    });
    const ran = await run(subject, { authority });
    expect(ran.outcome).toMatchObject({ ok: true });
    expect(Object.keys(ran.outcome.phases).sort()).toEqual(subject.phases);
    const { url } = authority;
    const fetchSeconds = (ran.outcome.tls?.revocation?.fetchMs ?? 0) / 1000;
    expect(fetchSeconds).toBeGreaterThan(0);
    expect(listSamples(ran)).toEqual([
      `revoked 0 ${url} 1`,
      'revoked 1  0',
      `available 0 ${url} 1`,
      'available 1  0',
      `stale 0 ${url} 0`,
      'stale 1  0',
      `next_update_timestamp_seconds 0 ${url} ${nextUpdate.getTime() / 1000}`,
      expect.stringMatching(/^fetch_time_seconds {3}0\.\d+$/u),
    ]);
    expect(ran.prober.facts(ran.outcome)).toContainEqual({
      name: 'revocation lists',
      value: 'certificate 0 revoked, certificate 1 names none',
    });
  });

  test('looks up the chain that verifies', async () => {
    await using authority = await startListAuthority();
    const { outcome } = await run(subject, { authority });
    expect(outcome.tls?.revocation?.certificates).toMatchObject([
      { certificate: { serialNumberHex: '0e1e' }, isAnchor: false, list: { kind: 'usable', revoked: false } },
      { certificate: { subject: 'CN=List Root' }, isAnchor: true, list: { kind: 'none' } },
    ]);
  });

  test('looks up what the peer sent where nobody verifies it', async () => {
    await using authority = await startListAuthority();
    const { outcome } = await run(subject, { authority, trust: 'insecure_skip_verify: true' });
    expect(outcome).toMatchObject({ ok: true });
    // Without its issuer the certificate alone could have signed the list.
    expect(outcome.tls?.revocation?.certificates).toMatchObject([
      { isAnchor: false, list: { kind: 'unusable', url: authority.url } },
    ]);
    expect(outcome.tls?.revocation?.certificates).toHaveLength(1);
  });

  test('asks for no list unless it is told to', async () => {
    await using authority = await startListAuthority();
    const ran = await run(subject, { authority, keys: 'check_revoked: false' });
    expect(ran.outcome.ok).toBe(true);
    expect(ran.outcome.tls).not.toHaveProperty('revocation');
    expect(listSamples(ran)).toEqual([]);
    expect(authority.server.connections()).toBe(0);
  });

  test('counts the time of a list into no phase', async () => {
    const manual = manualClock();
    const startedMs = Date.now();
    const clock = {
      monotonicMs: () => {
        manual.advance(1);
        return manual.monotonicMs();
      },
      wallMs: () => startedMs,
    };
    await using authority = await startListAuthority((mintList) => (request, socket) => {
      manual.advance(60_000);
      listReply(mintList())(request, socket);
    });
    const { outcome } = await run(subject, { authority, clock });
    expect(outcome.tls?.revocation?.fetchMs).toBeGreaterThanOrEqual(60_000);
    expect(Object.keys(outcome.phases).sort()).toEqual(subject.phases);
    expect(Math.max(...Object.values(outcome.phases))).toBeLessThan(1000);
  });

  test('keeps all that it found out when a list does not come in time', async () => {
    const deadline = new AbortController();
    await using authority = await startListAuthority(() => () => deadline.abort(new DeadlineReached(5000)));
    const ran = await run(subject, { authority, signal: deadline.signal });
    expect(ran.outcome).toMatchObject({ ok: true, tls: { verification: { kind: 'verified' } } });
    expect(Object.keys(ran.outcome.phases).sort()).toEqual(subject.phases);
    const { url } = authority;
    expect(listSamples(ran).slice(0, 4)).toEqual([
      `revoked 0 ${url} 0`,
      'revoked 1  0',
      `available 0 ${url} 0`,
      'available 1  0',
    ]);
    expect(ran.outcome.tls?.revocation?.certificates[0]?.list).toMatchObject({
      kind: 'unusable',
      detail: 'cannot be fetched (http.response.timed_out)',
      blame: 'network',
    });
  });
});
