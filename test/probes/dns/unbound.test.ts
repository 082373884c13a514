/** The DNS prober against a server that is not ours. */
import { beforeAll, describe, expect, test } from 'vitest';
import type { Outcome } from '../../../probes/contract.ts';
import type { DnsObservations } from '../../../probes/dns/observations.ts';
import { dnsProber } from '../../../probes/dns/prober.ts';
import { mint, mintAuthority } from '../../helpers/certificates.ts';
import { testContext } from '../../helpers/context.ts';
import { dnsOptionsOf } from '../../helpers/dns-options.ts';
import { hasUnbound, startUnbound, type Unbound } from '../../helpers/unbound.ts';

const authority = mintAuthority('Test Root');
const identity = mint({ issuer: authority, dnsNames: ['localhost'] });
const trust = `tls_config: {ca: ${JSON.stringify(authority.certPem)}}`;

const digest = '0123456789abcdef'.repeat(4);

/** Every record type that unbound reads from text: what we write is what stands in the zone file. */
const records: readonly (readonly [owner: string, ttl: number, type: string, data: string])[] = [
  ['zone.test.', 3600, 'SOA', 'ns1.zone.test. host\\.master.zone.test. 2024051701 7200 3600 1209600 300'],
  ['zone.test.', 3600, 'NS', 'ns1.zone.test.'],
  ['zone.test.', 300, 'MX', '10 mx1.zone.test.'],
  ['zone.test.', 300, 'CAA', '0 issue "ca.example.test; x=1"'],
  ['www.zone.test.', 300, 'A', '192.0.2.20'],
  ['www.zone.test.', 300, 'AAAA', '2001:db8::20'],
  ['txt.zone.test.', 120, 'TXT', '"v=spf1 -all" "two; \\195\\169"'],
  ['_sip._tcp.zone.test.', 60, 'SRV', '5 10 5060 sip.zone.test.'],
  ['alias.zone.test.', 60, 'CNAME', 'elsewhere.test.'],
  ['dname.zone.test.', 60, 'DNAME', 'elsewhere.test.'],
  ['ptr.zone.test.', 60, 'PTR', 'zone.test.'],
  ['naptr.zone.test.', 60, 'NAPTR', '100 10 "u" "E2U+sip" "!^.*$!sip:x@zone.test!" .'],
  ['tlsa.zone.test.', 60, 'TLSA', `3 1 1 ${digest}`],
  ['smimea.zone.test.', 60, 'SMIMEA', `3 1 1 ${digest}`],
  ['sshfp.zone.test.', 60, 'SSHFP', `4 2 ${digest.toUpperCase()}`],
  ['ds.zone.test.', 60, 'DS', `12345 13 2 ${digest.toUpperCase()}`],
  ['cds.zone.test.', 60, 'CDS', `12345 13 2 ${digest.toUpperCase()}`],
  ['dnskey.zone.test.', 60, 'DNSKEY', '257 3 8 AwEAAaetidLzsKWUt4swWR8yu0wPHPiUi8LU'],
  ['cdnskey.zone.test.', 60, 'CDNSKEY', '257 3 8 AwEAAaetidLzsKWUt4swWR8yu0wPHPiUi8LU'],
  ['rrsig.zone.test.', 60, 'RRSIG', 'A 8 2 300 20260101000000 20250101000000 12345 zone.test. AwEAAaetidLz'],
  ['nsec.zone.test.', 60, 'NSEC', 'b.zone.test. A NS RRSIG NSEC TYPE1234'],
  ['nsec3.zone.test.', 60, 'NSEC3', '1 1 12 AABBCCDD 2T7B4G4VSA5SMI47K61MV5BV1A22BOJR A RRSIG'],
  ['nsec3param.zone.test.', 60, 'NSEC3PARAM', '1 0 12 -'],
  [
    'svc.zone.test.',
    60,
    'HTTPS',
    '1 . mandatory="alpn" alpn="h2,h3" port="443" ipv4hint="192.0.2.77" ech="AAAA" ipv6hint="2001:db8::1"',
  ],
  ['svcb.zone.test.', 60, 'SVCB', '16 svc.zone.test. port="8443" key65280="x"'],
  ['hinfo.zone.test.', 60, 'HINFO', '"AMD64" "Linux box"'],
  ['uri.zone.test.', 60, 'URI', '1 2 "http://zone.test/"'],
  ['loc.zone.test.', 60, 'LOC', '52 22 23.000 N 04 53 32.000 E -2m 0.00m 10000m 10m'],
  ['rp.zone.test.', 60, 'RP', 'mail.zone.test. txt.zone.test.'],
  ['afsdb.zone.test.', 60, 'AFSDB', '1 db.zone.test.'],
  ['cert.zone.test.', 60, 'CERT', 'PKIX 12345 RSASHA256 AwEAAaetidLz'],
  ['openpgpkey.zone.test.', 60, 'OPENPGPKEY', 'AwEAAaetidLz'],
  ['dhcid.zone.test.', 60, 'DHCID', 'AAIBY2/AuCccgoJbsaxcQc9TUapptP69lOjxfNuVAA2kjEA='],
  ['csync.zone.test.', 60, 'CSYNC', '66 3 A NS AAAA'],
  ['eui48.zone.test.', 60, 'EUI48', '00-00-5e-00-53-2a'],
  ['eui64.zone.test.', 60, 'EUI64', '00-00-5e-ef-10-00-00-2a'],
  ['nid.zone.test.', 60, 'NID', '10 0014:4fff:ff20:ee64'],
  ['l32.zone.test.', 60, 'L32', '10 10.1.2.0'],
  ['l64.zone.test.', 60, 'L64', '10 2001:0db8:1140:1000'],
  ['lp.zone.test.', 60, 'LP', '10 l64.zone.test.'],
  ['kx.zone.test.', 60, 'KX', '10 kx.zone.test.'],
  ['ipseckey.zone.test.', 60, 'IPSECKEY', '10 1 2 192.0.2.38 AwEAAaetidLz'],
  ['apl.zone.test.', 60, 'APL', '1:192.0.2.0/24 !1:192.0.2.64/28'],
  ['spf.zone.test.', 60, 'SPF', '"v=spf1 -all"'],
];

describe.skipIf(!hasUnbound())('against unbound', () => {
  let unbound: Unbound;

  beforeAll(async () => {
    unbound = await startUnbound(identity, [
      ...records.map(([owner, ttl, type, data]) => `${owner} ${ttl} IN ${type} ${data}`),
      `long.zone.test. 60 IN TXT "${'a'.repeat(250)}" "${'b'.repeat(250)}"`,
    ]);
    return () => unbound[Symbol.asyncDispose]();
  });

  async function ask(keys: string, port = unbound.port): Promise<Outcome<DnsObservations>> {
    using context = testContext();
    return await dnsProber.probe({ text: `localhost:${port}` }, dnsOptionsOf(`{${keys}}`), context);
  }

  test.each(records.map(([owner, ttl, type, data]) => [type, owner, ttl, data] as const))(
    'reads back a record of type %s as it stands in the zone file',
    async (type, owner, ttl, data) => {
      const outcome = await ask(`query_name: ${owner}, query_type: ${type}, edns: {}`);
      expect(outcome).toMatchObject({ ok: true });
      expect(outcome.observations.reply?.answers).toEqual([`${owner}\t${ttl}\tIN\t${type}\t${data}`]);
    },
  );

  test.each([
    ['UDP', '', 'port', undefined],
    ['TCP', 'transport_protocol: tcp', 'port', undefined],
    ['TLS', `transport_protocol: tcp, dns_over_tls: true, ${trust}`, 'tlsPort', 'TLS 1.3'],
    ['HTTPS with POST', `transport_protocol: https, ${trust}`, 'httpsPort', 'TLS 1.3'],
    ['HTTPS with GET', `transport_protocol: https, method: GET, ${trust}`, 'httpsPort', 'TLS 1.3'],
  ] as const)('is answered over %s', async (_name, keys, port, version) => {
    const outcome = await ask(`query_name: www.zone.test, query_type: A, ${keys}`, unbound[port]);
    expect(outcome).toMatchObject({ ok: true, observations: { reply: { answerCount: 1 } } });
    expect(outcome.tls?.version).toBe(version);
  });

  test('answers in the case of the question', async () => {
    expect((await ask('query_name: WwW.zone.TEST, query_type: A')).observations.reply?.answers).toEqual([
      'WwW.zone.TEST.\t300\tIN\tA\t192.0.2.20',
    ]);
  });

  test('tells its version in the class CH', async () => {
    const outcome = await ask('query_name: version.bind, query_type: TXT, query_class: CH');
    expect(outcome.observations.reply?.answers).toEqual(['version.bind.\t0\tCH\tTXT\t"conf 9.9"']);
  });

  test('truncates a long reply to a query without EDNS, and sends it whole with it', async () => {
    const keys = 'query_name: long.zone.test, query_type: TXT';
    const plain = await ask(keys);
    expect(plain).toMatchObject({ ok: true, observations: { reply: { answerCount: 0 } } });
    expect(plain.observations.reply?.flags).toContain('tc');
    expect(await ask(`${keys}, edns: {}`)).toMatchObject({
      ok: true,
      observations: { reply: { answerCount: 1, additionalCount: 1 } },
    });
  });

  test.each([
    [
      'a name that is not there',
      'query_name: missing.zone.test',
      'the server answered NXDOMAIN, allowed: NOERROR',
    ],
    ['a zone it does not serve', 'query_name: example.org', 'the server answered REFUSED, allowed: NOERROR'],
  ])('is refused for %s', async (_name, keys, detail) => {
    expect(await ask(`${keys}, query_type: A`)).toMatchObject({
      ok: false,
      failure: { reason: 'assert.rcode', detail },
    });
  });

  test('agrees with itself over two addresses', async () => {
    using context = testContext();
    const servers = `["127.0.0.1:${unbound.port}", "localhost:${unbound.port}"]`;
    const options = dnsOptionsOf(`{query_name: "{{target}}", query_type: SOA, servers: ${servers}}`);
    const outcome = await dnsProber.probe({ text: 'zone.test' }, options, context);
    expect(outcome).toMatchObject({ ok: true });
    const serial = dnsProber.metrics(outcome, options).find(({ name }) => name === 'probe_dns_serial');
    expect(serial?.samples).toEqual([{ value: 2_024_051_701 }]);
  });
});
