import { describe, expect, test } from 'vitest';
import { certificatePool, parsePemBundle } from '../../../../probes/shared/tls/certificate-pool.ts';
import { type Judgement, judge } from '../../../../probes/shared/tls/judgement.ts';
import {
  bundle,
  extension,
  type Minted,
  type MintOptions,
  mint,
  mintAuthority,
} from '../../../helpers/certificates.ts';
import { der, sequence } from '../../../helpers/der-writer.ts';

const now = Date.parse('2030-06-15T12:00:00Z');
const day = (offset: number): Date => new Date(now + offset * 86_400_000);
const seconds = (offset: number): number => day(offset).getTime() / 1000;

const years = { notBefore: day(-1000), notAfter: day(1000) };
const root = mintAuthority('Root', years);
const inter = mintAuthority('Inter', { issuer: root, ...years, notAfter: day(200) });

function leaf(options: MintOptions = {}): Minted {
  return mint({
    subject: 'leaf',
    issuer: inter,
    dnsNames: ['a.example'],
    notBefore: day(-30),
    notAfter: day(90),
    extendedKeyUsage: ['serverAuth'],
    ...options,
  });
}

interface Peer {
  readonly sent: readonly Minted[];
  readonly roots?: readonly Minted[];
  readonly serverName?: string;
}

function judged({ sent, roots = [root], serverName = 'a.example' }: Peer): Judgement {
  const pool = certificatePool(parsePemBundle(bundle(...roots)));
  const chain = sent.flatMap((certificate) => parsePemBundle(bundle(certificate)));
  return judge(chain, { roots: pool, serverName, atMs: now });
}

const good = leaf();
const selfSigned = mint({ dnsNames: ['a.example'], ...years });

describe('verifies, with the expiry of the best chain,', () => {
  const otherRoot = mintAuthority('Other Root', { ...years, notAfter: day(50) });
  const crossSigned = mintAuthority('Root', { ...years, keyOf: root, issuer: otherRoot, notAfter: day(40) });
  const olderRoot = mintAuthority('Root', { ...years, keyOf: root, notAfter: day(30) });
  const interElsewhere = mintAuthority('Inter', {
    ...years,
    keyOf: inter,
    issuer: otherRoot,
    notAfter: day(45),
  });
  const expiredInter = mintAuthority('Inter', { ...years, keyOf: inter, issuer: root, notAfter: day(-1) });
  const rsaRoot = mintAuthority('RSA Root', { ...years, key: 'rsa' });
  const edRoot = mintAuthority('Ed Root', { ...years, key: 'ed25519' });
  const sha1Root = mintAuthority('Old Root', { ...years, hash: 'sha1' });
  const bigRoot = mintAuthority('Big Root', { ...years, key: 'ec-p384', hash: 'sha384' });
  const shallow = mintAuthority('Shallow', { ...years, pathLength: 0 });

  test.each<[string, Peer, number]>([
    ['a leaf and its intermediate', { sent: [good, inter] }, 90],
    ['a chain sent with its root', { sent: [good, inter, root] }, 90],
    [
      'a chain sent in disorder with a stranger',
      { sent: [good, root, mintAuthority('X', years), inter] },
      90,
    ],
    ['a leaf under a trusted intermediate that is not sent', { sent: [good], roots: [inter] }, 90],
    ['a leaf under a trusted intermediate that is sent', { sent: [good, inter], roots: [inter] }, 90],
    ['root and intermediate both trusted', { sent: [good, inter], roots: [root, inter] }, 90],
    ['a leaf that is itself trusted', { sent: [good], roots: [good] }, 90],
    ['a self-signed certificate that is trusted', { sent: [selfSigned], roots: [selfSigned] }, 1000],
    [
      'two roots of one name and key: the younger one counts',
      { sent: [good, inter], roots: [olderRoot, root] },
      90,
    ],
    ['an older root sent along', { sent: [good, inter, olderRoot] }, 90],
    [
      'a cross-signed root, both authorities trusted',
      { sent: [good, inter, crossSigned], roots: [root, otherRoot] },
      90,
    ],
    [
      'a cross-signed root, the other authority trusted',
      { sent: [good, inter, crossSigned], roots: [otherRoot] },
      40,
    ],
    [
      'two intermediates, one expired',
      { sent: [good, expiredInter, interElsewhere], roots: [root, otherRoot] },
      45,
    ],
    ['an RSA root', { sent: [leaf({ issuer: rsaRoot })], roots: [rsaRoot] }, 90],
    ['an RSA leaf', { sent: [leaf({ issuer: rsaRoot, key: 'rsa' })], roots: [rsaRoot] }, 90],
    [
      'an RSA leaf of 1024 bits',
      { sent: [leaf({ issuer: rsaRoot, key: 'rsa-1024' })], roots: [rsaRoot] },
      90,
    ],
    ['an Ed25519 root', { sent: [leaf({ issuer: edRoot })], roots: [edRoot] }, 90],
    [
      'a P-384 root that signs with SHA-512',
      { sent: [leaf({ issuer: bigRoot, hash: 'sha512' })], roots: [bigRoot] },
      90,
    ],
    [
      'a root that is signed with SHA-1 by itself',
      { sent: [leaf({ issuer: sha1Root })], roots: [sha1Root] },
      90,
    ],
    ['a chain as long as the root allows', { sent: [leaf({ issuer: shallow })], roots: [shallow] }, 90],
    ['a certificate for any usage', { sent: [leaf({ extendedKeyUsage: ['any'] }), inter] }, 90],
    ['a certificate that limits no usage', { sent: [leaf({ extendedKeyUsage: [] }), inter] }, 90],
    ['an expiry beyond that of the intermediate', { sent: [leaf({ notAfter: day(400) }), inter] }, 200],
    ['an expiry after 2049', { sent: [leaf({ issuer: root, notAfter: new Date('2055-01-01') })] }, 1000],
    ['an IP address', { sent: [leaf({ ipAddresses: ['192.0.2.1'] }), inter], serverName: '192.0.2.1' }, 90],
    [
      'key identifiers that do not match',
      {
        sent: [
          leaf({
            extensions: [extension('2.5.29.35', false, sequence(der(0x80, Buffer.from('ff', 'hex'))))],
          }),
          inter,
        ],
      },
      90,
    ],
  ])('%s', (_, peer, expiryDay) => {
    expect(judged(peer)).toMatchObject({ ok: true, lastChainExpirySeconds: seconds(expiryDay) });
  });

  test('an authority among 60 of its name with other keys', () => {
    const namesakes = Array.from({ length: 60 }, () => mintAuthority('Inter', { issuer: root, ...years }));
    expect(judged({ sent: [good, ...namesakes, inter] })).toMatchObject({
      ok: true,
      lastChainExpirySeconds: seconds(90),
    });
  });
});

test.each<[string, Peer, Minted[]]>([
  ['up to a root that was not sent', { sent: [good, inter] }, [good, inter, root]],
  ['without what was sent beside it', { sent: [good, selfSigned, inter, root] }, [good, inter, root]],
  ['up to a trusted intermediate', { sent: [good, inter, root], roots: [inter] }, [good, inter]],
  ['of a certificate that is itself trusted', { sent: [good, inter], roots: [good] }, [good]],
])('tells the chain that verifies, %s', (_, peer, expected) => {
  const judgement = judged(peer);
  const chain = judgement.ok ? judgement.chain.map(({ der: bytes }) => bytes.toString('hex')) : [];
  expect(chain).toEqual(expected.map(({ der: bytes }) => bytes.toString('hex')));
});

describe('refuses', () => {
  const endEntity = mint({ subject: 'not an authority', issuer: root, ...years });
  const clientsOnly = mintAuthority('Clients', { issuer: root, ...years, extendedKeyUsage: ['clientAuth'] });
  const shallow = mintAuthority('Shallow', { ...years, pathLength: 0 });
  const deeper = mintAuthority('Deeper', { issuer: shallow, ...years });
  const noSigning = mintAuthority('No Signing', { issuer: root, ...years, maySign: false });
  const expired = leaf({ notAfter: day(-1) });

  test.each<[string, Peer, string, string]>([
    [
      'a certificate that has expired',
      { sent: [leaf({ notAfter: day(-20) }), inter] },
      'date_invalid',
      'the certificate expired on 2030-05-26T12:00:00Z (20 days ago)',
    ],
    [
      'a certificate that expired a minute ago',
      { sent: [leaf({ notAfter: new Date(now - 90_000) }), inter] },
      'date_invalid',
      'the certificate expired on 2030-06-15T11:58:30Z (1 minute ago)',
    ],
    [
      'a certificate of the future',
      { sent: [leaf({ notBefore: new Date(now + 3 * 3_600_000) }), inter] },
      'date_invalid',
      'the certificate is valid only from 2030-06-15T15:00:00Z (in 3 hours)',
    ],
    [
      'an intermediate that has expired',
      { sent: [good, mintAuthority('Inter', { ...years, keyOf: inter, issuer: root, notAfter: day(-1) })] },
      'date_invalid',
      'the certificate of "CN=Inter" expired on 2030-06-14T12:00:00Z (1 day ago)',
    ],
    [
      'a root that has expired',
      {
        sent: [good, inter],
        roots: [mintAuthority('Root', { keyOf: root, notBefore: day(-9), notAfter: day(-2) })],
      },
      'date_invalid',
      'the certificate of "CN=Root" expired on 2030-06-13T12:00:00Z (2 days ago)',
    ],
    [
      'a trusted leaf that has expired',
      { sent: [expired], roots: [expired] },
      'date_invalid',
      'the certificate expired on 2030-06-14T12:00:00Z (1 day ago)',
    ],
    [
      'a self-signed certificate',
      { sent: [selfSigned] },
      'authority_invalid',
      'the certificate is self-signed and not itself trusted',
    ],
    [
      'a chain whose intermediate is missing',
      { sent: [good] },
      'authority_invalid',
      'no trusted authority stands behind the certificate, issued by "CN=Inter"',
    ],
    [
      'an authority of the right name with another key',
      { sent: [good, inter], roots: [mintAuthority('Root', years)] },
      'authority_invalid',
      'no trusted authority stands behind the certificate, issued by "CN=Inter"',
    ],
    [
      'anybody when nobody is trusted',
      { sent: [good, inter, root], roots: [] },
      'authority_invalid',
      'no trusted authority stands behind the certificate, issued by "CN=Inter"',
    ],
    [
      'another name',
      {
        sent: [
          leaf({ dnsNames: ['b.example', 'c.example'], ipAddresses: ['192.0.2.1', '2001:db8::1'] }),
          inter,
        ],
      },
      'name_invalid',
      'the certificate is for "b.example", "c.example", 192.0.2.1, 2001:0db8:0000:0000:0000:0000:0000:0001, not for "a.example"',
    ],
    [
      'many other names',
      { sent: [leaf({ dnsNames: Array.from({ length: 5000 }, (__, i) => `${i}.test`) }), inter] },
      'name_invalid',
      'the certificate is for "0.test", "1.test", "2.test", "3.test", "4.test" and 4995 more, not for "a.example"',
    ],
    [
      'a name in the common name only',
      { sent: [leaf({ subject: 'a.example', dnsNames: [] }), inter] },
      'name_invalid',
      'the certificate names no server, and so not "a.example"',
    ],
    [
      'a certificate for clients',
      { sent: [leaf({ extendedKeyUsage: ['clientAuth'] }), inter] },
      'invalid',
      'a certificate is not meant for servers (extendedKeyUsage)',
    ],
    [
      'an intermediate for clients',
      { sent: [leaf({ issuer: clientsOnly }), clientsOnly] },
      'invalid',
      'a certificate is not meant for servers (extendedKeyUsage)',
    ],
    [
      'a certificate signed with SHA-1',
      { sent: [leaf({ hash: 'sha1' }), inter] },
      'invalid',
      'the certificate is signed with SHA-1',
    ],
    [
      'an intermediate signed with SHA-1',
      { sent: [good, mintAuthority('Inter', { ...years, keyOf: inter, issuer: root, hash: 'sha1' })] },
      'invalid',
      'certificate 1 above it is signed with SHA-1',
    ],
    [
      'a certificate issued by one that is no authority',
      { sent: [leaf({ issuer: endEntity }), endEntity] },
      'invalid',
      'certificate 1 above it is no authority',
    ],
    [
      'a trusted certificate as authority that is none',
      { sent: [leaf({ issuer: selfSigned })], roots: [selfSigned] },
      'invalid',
      'certificate 1 above it is no authority',
    ],
    [
      'a chain longer than an authority allows',
      { sent: [leaf({ issuer: deeper }), deeper], roots: [shallow] },
      'invalid',
      'certificate 2 above it does not allow so long a chain',
    ],
    [
      'an authority without the right to sign certificates',
      { sent: [leaf({ issuer: noSigning }), noSigning] },
      'invalid',
      'certificate 1 above it may not sign certificates (keyUsage)',
    ],
    [
      'a critical extension that nobody knows',
      { sent: [leaf({ extensions: [extension('1.2.3.4', true, sequence())] }), inter] },
      'invalid',
      'the certificate has the critical extension 1.2.3.4, which is not understood',
    ],
    ['no certificate at all', { sent: [] }, 'invalid', 'the peer sent no certificate'],
  ])('%s', (...[, peer, fault, detail]) => {
    expect(judged(peer)).toEqual({ ok: false, fault, detail });
  });

  test.each<[string, MintOptions, Partial<Peer>, string]>([
    [
      'a stranger before the wrong name and the dates',
      { notAfter: day(-1), dnsNames: [] },
      { roots: [] },
      'authority_invalid',
    ],
    ['a broken rule before the wrong name', { hash: 'sha1', dnsNames: [] }, {}, 'invalid'],
    ['the wrong name before the dates', { notAfter: day(-1), dnsNames: ['b.example'] }, {}, 'name_invalid'],
  ])('of several faults for the gravest: %s', (...[, options, peer, fault]) => {
    expect(judged({ sent: [leaf(options), inter], ...peer })).toMatchObject({ ok: false, fault });
  });

  test('more than a hundred signatures to check', () => {
    const namesakes = Array.from({ length: 110 }, () => mintAuthority('Inter', { issuer: root, ...years }));
    expect(judged({ sent: [good, ...namesakes, inter] })).toMatchObject({
      ok: false,
      fault: 'authority_invalid',
    });
  });
});

describe('dates', () => {
  const exact = leaf({ notBefore: new Date(now), notAfter: new Date(now) });

  test.each([
    ['a millisecond before the first moment', -1, false],
    ['the first and last moment', 0, true],
    ['a millisecond after the last moment', 1, false],
  ])('at %s', (_, offsetMs, ok) => {
    const demands = {
      roots: certificatePool(parsePemBundle(root.certPem)),
      serverName: 'a.example',
      atMs: now + offsetMs,
    };
    expect(judge(parsePemBundle(bundle(exact, inter)), demands).ok).toBe(ok);
  });
});

describe('name constraints', () => {
  type Tree = readonly [choice: number, content: Buffer];
  const subtree = ([choice, content]: Tree): Buffer => sequence(der(0x80 | choice, content));
  const dns = (name: string): Tree => [2, Buffer.from(name)];
  const email = (address: string): Tree => [1, Buffer.from(address)];
  const uri = (host: string): Tree => [6, Buffer.from(host)];
  const ip = (hex: string): Tree => [7, Buffer.from(hex, 'hex')];

  function constrained(permitted: readonly Tree[], excluded: readonly Tree[]): Minted {
    const trees = [
      ...(permitted.length === 0 ? [] : [der(0xa0, ...permitted.map(subtree))]),
      ...(excluded.length === 0 ? [] : [der(0xa1, ...excluded.map(subtree))]),
    ];
    return mintAuthority('Constrained', {
      issuer: root,
      ...years,
      extensions: [extension('2.5.29.30', true, sequence(...trees))],
    });
  }

  test.each<[string, readonly Tree[], readonly Tree[], readonly Tree[], boolean]>([
    ['a name within the permitted domain', [dns('example')], [], [], true],
    ['a name in another domain', [dns('other')], [], [], false],
    ['a domain with a dot in front, one label more', [dns('.example')], [], [], true],
    ['a domain with a dot in front, no label more', [dns('.a.example')], [], [], false],
    ['one of two names outside', [dns('a.example')], [], [dns('b.example')], false],
    ['either of two permitted domains', [dns('b.example'), dns('a.example')], [], [], true],
    ['the empty domain, which holds everything', [dns('')], [], [], true],
    ['another case', [dns('EXAMPLE')], [], [], true],
    ['a domain that only ends alike', [dns('xample')], [], [], false],
    ['an excluded domain', [], [dns('example')], [], false],
    ['an excluded domain elsewhere', [], [dns('b.example')], [], true],
    ['an excluded domain under a wildcard', [], [dns('b.w.example')], [dns('*.w.example')], false],
    ['a wildcard beside an excluded domain', [], [dns('b.v.example')], [dns('*.w.example')], true],
    ['a name that makes no sense', [dns('example')], [], [dns('b..example')], false],
    ['an IP address in range', [ip('0a000000ff000000')], [], [ip('0a010203')], true],
    ['an IP address out of range', [ip('0a000000ff000000')], [], [ip('0b010203')], false],
    [
      'an IPv6 address for an IPv4 range',
      [ip('0a000000ff000000')],
      [],
      [ip('20010db8000000000000000000000001')],
      false,
    ],
    ['an excluded IP range', [], [ip('0a000000ff000000')], [ip('0a010203')], false],
    ['a mailbox in the domain', [email('test')], [], [email('joe@mail.test')], true],
    ['a mailbox elsewhere', [email('test')], [], [email('joe@mail.other')], false],
    ['exactly this mailbox', [email('joe@mail.test')], [], [email('joe@MAIL.test')], true],
    ['another mailbox', [email('joe@mail.test')], [], [email('Joe@mail.test')], false],
    ['a mailbox without a domain', [email('test')], [], [email('joe')], false],
    ['a URI in the domain', [uri('test')], [], [uri('https://joe@www.test:8443/x')], true],
    ['a URI elsewhere', [uri('test')], [], [uri('https://www.other/x')], false],
    ['a URI of an IP address', [uri('test')], [], [uri('https://192.0.2.1/x')], false],
  ])('judge %s', (...[, permitted, excluded, names, ok]) => {
    const authority = constrained(permitted, excluded);
    const all = [dns('a.example'), ...names].map(([choice, content]) => der(0x80 | choice, content));
    const server = leaf({
      issuer: authority,
      dnsNames: [],
      extensions: [extension('2.5.29.17', false, sequence(...all))],
    });
    const judgement = judged({ sent: [server, authority] });
    expect(judgement.ok ? 'verified' : judgement.fault).toBe(ok ? 'verified' : 'invalid');
  });

  test('name what they forbid', () => {
    const authority = constrained([dns('other')], []);
    expect(judged({ sent: [leaf({ issuer: authority }), authority] })).toEqual({
      ok: false,
      fault: 'invalid',
      detail: 'certificate 1 above it does not allow the name "a.example"',
    });
  });

  test('of a root hold as well', () => {
    const trees = sequence(der(0xa0, subtree(dns('other'))));
    const authority = mintAuthority('Constrained Root', {
      ...years,
      extensions: [extension('2.5.29.30', true, trees)],
    });
    expect(judged({ sent: [leaf({ issuer: authority })], roots: [authority] }).ok).toBe(false);
  });
});
