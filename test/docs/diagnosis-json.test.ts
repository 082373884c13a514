/** The table of docs/diagnosis.md has every key that the JSON of a diagnosis may have, and no other. */
import { expect, test } from 'vitest';
import { z } from 'zod';
import type {
  AddressEvidence,
  Evidence,
  Finding,
  Gateway,
  Hop,
  NameEvidence,
  Route,
  SeenCertificate,
  ServerAnswer,
  Subject,
  VantageEvidence,
  ZoneAnswers,
} from '../../src/diagnosis/evidence.ts';
import { diagnosisJson } from '../../src/diagnosis/json.ts';
import { tablesUnder } from './markdown.ts';

const certificate: Required<SeenCertificate> = {
  subject: 's',
  issuer: 'i',
  dnsNames: [],
  notBeforeSeconds: 1,
  notAfterSeconds: 2,
  sha256Hex: 'ab',
  fault: 'date_invalid',
  isSelfSigned: false,
  sentCertificates: 1,
  missingIssuer: 'm',
};
const run: Required<Finding> = {
  ok: false,
  failure: { phase: 'tls', reason: 'tls.cert.date_invalid', blame: 'target', detail: 'd' },
  durationMs: 1,
  timeoutMs: 2,
  phases: {},
  ip: '192.0.2.1',
  certificate,
  statusCode: 200,
  redirects: 1,
  location: '/',
  peerSeconds: 3,
  aheadOfPeerMs: 4,
};
const answer: Required<ServerAnswer> = {
  server: '192.0.2.53',
  serverName: 'ns',
  kind: 'silence',
  addresses: [],
  detail: 'd',
  durationMs: 1,
};
const zone: Required<ZoneAnswers> = { zone: '.', name: 'n', answers: [answer], problem: 'p' };
const names: Required<NameEvidence> = {
  name: 'n',
  own: answer,
  resolvers: [answer],
  others: [answer],
  othersUnasked: 'o',
  zones: [zone],
};
const subject: Required<Subject> = {
  module: 'm',
  prober: 'p',
  target: 't',
  host: 'h',
  port: 1,
  transport: 'tcp',
  isTls: true,
  isHttp: true,
};
const address: Required<AddressEvidence> = {
  address: '192.0.2.1',
  family: 4,
  isOwn: true,
  connection: run,
  run,
};
const hop: Required<Hop> = { hopLimit: 1, address: '192.0.2.1', roundTripMs: 1, answer: 'passed' };
const way: Required<Route> = {
  address: '192.0.2.1',
  family: 4,
  method: 'tcp',
  hops: [hop],
  end: 'silent',
  detail: 'd',
};
const gateway: Required<Gateway> = {
  family: 4,
  interface: 'eth0',
  address: '192.0.2.1',
  state: 'silent',
};
const vantage: Required<VantageEvidence> = {
  gateways: [gateway],
  hasGlobalAddress: { ip4: true, ip6: true },
  resolvers: [answer],
  isClockKept: true,
  outside: true,
};
const tls: Required<NonNullable<Evidence['tls']>> = { unjudged: run, nameless: run };
const http: Required<NonNullable<Evidence['http']>> = {
  unjudged: run,
  unfollowed: run,
  otherMethod: { method: 'HEAD', finding: run },
  plain: run,
};
/** With everything that may be there. */
const evidence: Required<Evidence> = {
  subject,
  startedAtMs: 0,
  durationMs: 1,
  reported: { phase: 'tls', reason: 'tls.cert.date_invalid', blame: 'target', detail: 'd' },
  run,
  names,
  addresses: [address],
  tls,
  http,
  patient: run,
  routes: [way],
  vantage,
};

const json = z.record(z.string(), z.unknown());

/** The keys of the first object of that name, found anywhere in a value. */
function keysOf(value: unknown, name: string): readonly string[] | undefined {
  if (Array.isArray(value)) return keysOf(value[0], name);
  const object = json.safeParse(value);
  if (!object.success) return undefined;
  const own = object.data[name];
  const found = json.safeParse(Array.isArray(own) ? own[0] : own);
  if (found.success) return Object.keys(found.data);
  return Object.values(object.data)
    .map((inner) => keysOf(inner, name))
    .find((keys) => keys !== undefined);
}

const made = diagnosisJson({ verdict: { code: 'healthy', blame: 'nobody', sentence: 's' }, evidence });
const rows = (tablesUnder('docs/diagnosis.md', 'JSON')[0] ?? []).map(
  ([object = '', keys = '']) =>
    [
      object.replaceAll('`', ''),
      [...keys.matchAll(/`(?<key>[a-z0-9_]+)`/gu)].map(([, key = '']) => key),
    ] as const,
);

test.each(rows)('%s', (object, keys) => {
  expect([...(keysOf(made, object) ?? [])].toSorted()).toEqual([...keys].toSorted());
});

test('there are rows', () => {
  expect(rows.map(([object]) => object)).toContain('evidence');
});
