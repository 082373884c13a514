/** docs/configuration.md says what the code does: the same keys, flags, paths, metrics. */
import { once } from 'node:events';
import type { TLSSocket } from 'node:tls';
import { describe, expect, test } from 'vitest';
import type { z } from 'zod';
import { httpOptions } from '../../probes/http/options.ts';
import { probers } from '../../probes/registry.ts';
import { dialogue } from '../../probes/shared/dialogue-options.ts';
import { httpClientKeys } from '../../probes/shared/http-client-options.ts';
import { tlsOptions } from '../../probes/shared/tls/options.ts';
import { tcpOptions } from '../../probes/tcp/options.ts';
import { run } from '../../src/cli/run.ts';
import { formatIssue } from '../../src/config/issue.ts';
import { parseConfig } from '../../src/config/load.ts';
import { usualPolicy } from '../../src/config/policy/target-policy.ts';
import { resolverSchema } from '../../src/config/resolver-schema.ts';
import { structureOf } from '../../src/config/schema-structure.ts';
import { systemClock } from '../../src/engine/clock.ts';
import { createLoopDelay, everyMs } from '../../src/engine/loop-delay.ts';
import { runProbe } from '../../src/engine/run.ts';
import { probeFamilies } from '../../src/metrics/probe-families.ts';
import { createSelfMetrics } from '../../src/metrics/self.ts';
import { recordingIo } from '../cli/recording-io.ts';
import { ask, startTestApp } from '../helpers/app.ts';
import { mint } from '../helpers/certificates.ts';
import { fixedResolver } from '../helpers/context.ts';
import { response } from '../helpers/http-server.ts';
import { startListAuthority } from '../helpers/list-authority.ts';
import { startTlsServer } from '../helpers/tls-server.ts';
import { namesIn, readPage, tablesUnder } from './markdown.ts';

const page = 'docs/configuration.md';
const documented = (heading: string, table = 0) => namesIn(tablesUnder(page, heading)[table]);
const sorted = (names: Iterable<string>) => [...names].sort();

/** The keys of the block that a schema reads, in it or in what it lists or maps. */
function keysOf(schema: z.core.$ZodType | undefined): readonly string[] {
  const structure = schema === undefined ? undefined : structureOf(schema);
  if (structure === undefined) throw new Error('the schema reads no block');
  if (structure.kind === 'block') return Object.keys(structure.shape);
  return keysOf(structure.kind === 'list' ? structure.element : structure.value);
}

/** The schema of a key within the block that `schema` reads. */
function below(schema: z.core.$ZodType, key: string): z.core.$ZodType | undefined {
  const structure = structureOf(schema);
  if (structure?.kind === 'list') return below(structure.element, key);
  return structure?.kind === 'block' ? structure.shape[key] : undefined;
}

const addresses = documented('Addresses');
const clientKeys = documented('HTTP client keys');
const missing = documented('Not there yet');

describe('the keys', () => {
  test.each([
    {
      block: 'http',
      keys: keysOf(httpOptions),
      told: [...addresses, ...documented('The block `http`'), ...clientKeys, ...missing],
    },
    {
      block: 'tcp',
      keys: keysOf(tcpOptions),
      told: [...addresses, ...documented('The block `tcp`')],
    },
    { block: 'tls_config', keys: keysOf(tlsOptions), told: documented('`tls_config`') },
    { block: 'resolver', keys: keysOf(resolverSchema), told: documented('The block `resolver`') },
    { block: 'query_response', keys: keysOf(dialogue), told: documented('`query_response`') },
    { block: 'labels', keys: keysOf(below(dialogue, 'labels')), told: documented('`query_response`', 1) },
    {
      block: 'fail_if_header_matches',
      keys: keysOf(below(httpOptions, 'fail_if_header_matches')),
      told: documented('The block `http`', 1),
    },
    {
      block: 'basic_auth',
      keys: keysOf(httpClientKeys.basic_auth),
      told: documented('HTTP client keys', 1),
    },
    {
      block: 'authorization',
      keys: keysOf(httpClientKeys.authorization),
      told: documented('HTTP client keys', 2),
    },
    {
      block: 'http_headers',
      keys: keysOf(httpClientKeys.http_headers),
      told: documented('HTTP client keys', 3),
    },
    {
      block: 'a module',
      keys: [
        'prober',
        'timeout',
        'resolver',
        'target_policy',
        'credentials_for',
        'allow_params',
        'capture_body',
      ],
      told: documented('A module'),
    },
  ])('of $block are the ones that load', ({ keys, told }) => {
    expect(sorted(told)).toEqual(sorted(keys));
  });

  test.each(missing.map((key) => ({ key })))('that is not there yet is refused: $key', ({ key }) => {
    const value = /_header$|^oauth2$/u.test(key) ? '{ a: [b] }' : /^no_|url$|cel$/u.test(key) ? 'a' : 'true';
    const text = `modules: { m: { prober: http, http: { ${key}: ${value} } } }`;
    const loaded = parseConfig({ text, fileName: 'c' }, probers);
    expect(loaded.ok ? [] : loaded.issues.map(({ message }) => message)).toEqual([
      expect.stringContaining('is not supported by this version of Vantage; remove the key'),
    ]);
  });

  test('that is misspelt is reported as shown', () => {
    const text = 'modules:\n  web:\n    prober: http\n    htpp: {}\n';
    const loaded = parseConfig({ text, fileName: 'web.yml' }, probers);
    expect(loaded.ok ? [] : loaded.issues.map((issue) => `\n${formatIssue(issue)}\n`)).toEqual([
      expect.toSatisfy((line: string) => readPage(page).includes(line)),
    ]);
  });
});

test.each([{ heading: '`vantage serve`', argv: ['serve', '--help'] }])(
  'the flags of $heading are those of its --help, with their defaults',
  async ({ heading, argv }) => {
    const io = recordingIo();
    await run(argv, io);
    const rows = [...io.printed().matchAll(/^ +(?:-h, )?(--[\w.-]+)(.*(?:\n {10,}\S.*)*)/gmu)];
    const real = rows.map(([, flag = '', rest = '']) => {
      const [, value = ''] = /default:\s+"?([^")]*)"?\)/u.exec(rest) ?? [];
      return [flag, value];
    });
    const told = (tablesUnder(page, heading)[0] ?? []).map(([flag = '', value = '']) => {
      // "the module's, else `10s`" is no default of the flag itself.
      return [flag.replaceAll('`', ''), /^`.*`$/u.test(value) ? value.slice(1, -1) : ''];
    });
    expect(sorted(told.map(String))).toEqual(sorted(real.map(String)));
  },
);

test('each endpoint answers as itself and not as the start page', async () => {
  await using app = await startTestApp();
  const paths = documented('Endpoints').filter((name) => name.startsWith('/'));
  const answers = await Promise.all(paths.map((path) => ask(app.port, path)));
  const startPages = paths.filter((_, index) => answers[index]?.text.includes('Recent Probes'));
  expect(startPages).toEqual(['/']);
  expect(paths).toHaveLength(13);
});

describe('the metrics', () => {
  const identity = mint({ subject: 'localhost', dnsNames: ['localhost'] });

  /** The names of all metrics of a probe of a server that talks so. */
  async function metricsOf(module: string, scheme: string, talk: (socket: TLSSocket) => void) {
    const loaded = parseConfig({ text: `modules: { m: ${module} }`, fileName: 'c' }, probers);
    const found = loaded.ok ? loaded.config.modules.get('m') : undefined;
    if (found === undefined) throw new Error('the module of this test does not load');
    await using server = await startTlsServer({ identity, onConnection: talk });
    const result = await runProbe(
      { module: found, target: { text: `${scheme}localhost:${server.port}` }, timeoutMs: 5000 },
      {
        clock: systemClock,
        resolver: fixedResolver({ localhost: ['127.0.0.1'] }),
        targetPolicy: () => usualPolicy,
        onBug: () => {},
        loopDelay: createLoopDelay({ clock: systemClock, every: everyMs }),
      },
    );
    expect(result.outcome).toMatchObject({ ok: false, failure: { phase: 'assertion' } });
    return probeFamilies(result, found).map(({ name }) => name);
  }

  test('of http are the documented ones', async () => {
    const names = await metricsOf(
      '{ prober: http, http: { tls_config: { insecure_skip_verify: true } } }',
      'https://',
      (socket) => {
        const modified = 'Last-Modified: Sat, 21 Nov 2026 00:00:00 GMT';
        void once(socket, 'data').then(() => socket.end(response(500, 'no', [modified])));
      },
    );
    const told = ['Of every run', 'Of `http`', 'Of TLS, on `http` and `tcp`'].flatMap((part) =>
      documented(part),
    );
    expect(sorted(names)).toEqual(sorted(told));
  });

  test('of tcp are the documented ones', async () => {
    const names = await metricsOf(
      `{ prober: tcp, tcp: { tls: true, tls_config: { insecure_skip_verify: true }, query_response: [
        { expect: (.+), labels: [ { name: said, value: "$1" } ] }, { expect: never } ] } }`,
      '',
      (socket) => socket.end('hello\nand\ngoodbye\n'),
    );
    const told = ['Of every run', 'Of `tcp`', 'Of TLS, on `http` and `tcp`'].flatMap((part) =>
      documented(part),
    );
    expect(sorted(names)).toEqual(sorted(told));
  });

  test('of revocation lists are the documented ones', async () => {
    await using authority = await startListAuthority();
    await using server = await startTlsServer({ identity: authority.issue({ dnsNames: ['localhost'] }) });
    const trust = `{ server_name: localhost, ca: ${JSON.stringify(authority.root.certPem)} }`;
    const module = `{ prober: tcp, tcp: { tls: true, check_revoked: true, tls_config: ${trust} } }`;
    const loaded = parseConfig({ text: `modules: { m: ${module} }`, fileName: 'c' }, probers);
    const found = loaded.ok ? loaded.config.modules.get('m') : undefined;
    if (found === undefined) throw new Error('the module of this test does not load');
    const result = await runProbe(
      { module: found, target: { text: `localhost:${server.port}` }, timeoutMs: 5000 },
      {
        clock: systemClock,
        resolver: fixedResolver({ localhost: ['127.0.0.1'] }),
        targetPolicy: () => usualPolicy,
        loopDelay: createLoopDelay({ clock: systemClock, every: everyMs }),
        onBug: () => {},
      },
    );
    const names = probeFamilies(result, found).map(({ name }) => name);
    expect(sorted(names.filter((name) => name.startsWith('probe_ssl_crl_')))).toEqual(
      sorted(documented('Of revocation lists')),
    );
  });

  test('of the exporter are the documented ones', async () => {
    const families = await createSelfMetrics().families();
    const names = families
      .map(({ name }) => name)
      .filter((name) => /^(?:blackbox|vantage|promhttp|net)_/u.test(name));
    expect(sorted(documented('Of the exporter, on `/metrics`'))).toEqual(sorted(names));
  });
});
