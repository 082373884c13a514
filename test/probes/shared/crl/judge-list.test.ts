import { constants, sign } from 'node:crypto';
import * as fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { judgeList, type ListAnswer } from '../../../../probes/shared/crl/judge-list.ts';
import { type Certificate, parseCertificate } from '../../../../probes/shared/tls/certificate.ts';
import { extension, type Minted, mint, mintAuthority } from '../../../helpers/certificates.ts';
import { der, integer, oid, sequence } from '../../../helpers/der-writer.ts';
import {
  distributionPoints,
  issuingDistributionPoint,
  listEntry,
  mintRevocationList,
  type RevocationListOptions,
} from '../../../helpers/revocation-lists.ts';

const atMs = Date.parse('2030-01-02T00:00:00Z');
const dates = {
  thisUpdate: new Date('2030-01-01T00:00:00Z'),
  nextUpdate: new Date('2030-01-08T00:00:00Z'),
};
const nextUpdateSeconds = dates.nextUpdate.getTime() / 1000;
const url = 'http://crl.example/a.crl';
const serialHex = '00e1';
const extensions = [distributionPoints('ldap://directory.example/a', url)];
const issuer = mintAuthority('Issuer');
const leaf = mint({ subject: 'leaf', issuer, serialHex, extensions });

function parsed({ der: bytes }: Minted): Certificate {
  const certificate = parseCertificate(bytes);
  if (certificate === undefined) throw new Error('minted what is no certificate');
  return certificate;
}

async function judged(list: Buffer, about: Minted = leaf, from: Minted = issuer): Promise<ListAnswer> {
  const question = { certificate: parsed(about), issuer: parsed(from), atMs };
  return await judgeList(list, question, new AbortController().signal);
}

function list(options: Partial<RevocationListOptions> = {}): Buffer {
  return mintRevocationList({ issuer, ...dates, ...options });
}

const absent: ListAnswer = { ok: true, list: { revoked: false, stale: false, nextUpdateSeconds } };
const listed: ListAnswer = { ok: true, list: { revoked: true, stale: false, nextUpdateSeconds } };
const refusal = (detail: string): ListAnswer => ({ ok: false, problem: { detail, blame: 'network' } });

describe('a revocation list', () => {
  test.each<[string, Partial<RevocationListOptions>, ListAnswer]>([
    ['that is empty revokes nothing', {}, absent],
    ['that holds others does not revoke it', { revoked: ['e1', '01', '00e2', '00e100'] }, absent],
    ['that holds it revokes it', { revoked: ['01', serialHex, '02'] }, listed],
    ['that holds it with extensions revokes it', { entries: listEntry(serialHex, sequence()) }, listed],
    ['that holds it with a needless zero revokes it', { revoked: ['0000e1'] }, listed],
    ['of version 1 is read', { version: 1, revoked: [serialHex] }, listed],
    [
      'without an end is never stale',
      { nextUpdate: null, thisUpdate: new Date('2001-01-01T00:00:00Z') },
      { ok: true, list: { revoked: false, stale: false } },
    ],
    [
      'past its nextUpdate is stale, and counts',
      { nextUpdate: new Date(atMs - 1000), revoked: [serialHex] },
      { ok: true, list: { revoked: true, stale: true, nextUpdateSeconds: atMs / 1000 - 1 } },
    ],
    ['of this very second has begun', { thisUpdate: new Date(atMs) }, absent],
    [
      'of the future is not used',
      { thisUpdate: new Date(atMs + 1000), revoked: [serialHex] },
      refusal('is valid only from 2030-01-02T00:00:01Z'),
    ],
  ])('%s', async (_, options, expected) => {
    expect(await judged(list(options))).toEqual(expected);
  });

  test.each<[string, Buffer]>([
    ['nothing', Buffer.alloc(0)],
    ['text', Buffer.from('<html>not found</html>')],
    ['a list that is cut short', list().subarray(0, -1)],
    ['a certificate', leaf.der],
    ['a list of version 3', list({ version: 3 })],
    ['a list in PEM', Buffer.from(`-----BEGIN X509 CRL-----\n${list().toString('base64')}`)],
    [
      'a list with endless extensions',
      list({ extensions: [extension('1.2.3', false, Buffer.alloc(70_000))] }),
    ],
    ['a list with two algorithms', differentAlgorithms()],
  ])('is not %s', async (_, bytes) => {
    expect(await judged(bytes)).toEqual(refusal('is no revocation list'));
  });

  test('may be followed by other bytes, which say nothing', async () => {
    expect(await judged(Buffer.concat([list({ revoked: [serialHex] }), Buffer.from('\n')]))).toEqual(listed);
  });

  test.each<[string, Buffer]>([
    ['no sequence', integer(225)],
    ['no serial number', sequence(oid('1.2.3'))],
    ['no date', sequence(integer(225))],
    ['an entry that is cut short', Buffer.concat([listEntry('01'), listEntry(serialHex).subarray(0, -1)])],
    ['an indefinite length', Buffer.from('3080', 'hex')],
    ['an absurd length', Buffer.from('3085ffffffffff', 'hex')],
    ['a serial number longer than its entry', Buffer.from('3003027f01', 'hex')],
  ])('whose entries hold %s is malformed', async (_, entries) => {
    expect(await judged(list({ entries }))).toEqual(refusal('has malformed entries'));
  });
});

const forged = refusal('is not signed by the issuer of the certificate');

describe('the signature of a revocation list', () => {
  test.each(['rsa', 'ec-p384', 'ed25519'] as const)('may be made with a key of the kind %s', async (key) => {
    const authority = mintAuthority('Authority', { key });
    const about = mint({ issuer: authority, serialHex, extensions });
    const signed = mintRevocationList({ issuer: authority, hash: 'sha384', revoked: [serialHex], ...dates });
    expect(await judged(signed, about, authority)).toEqual(listed);
  });

  test('may be made with SHA-1, as those of old roots are', async () => {
    expect(await judged(list({ hash: 'sha1', revoked: [serialHex] }))).toEqual(listed);
  });

  const rsa = mintAuthority('Issuer', { key: 'rsa' });
  const sha256 = sequence(oid('2.16.840.1.101.3.4.2.1'), der(0x05));
  const pss = (hash: Buffer): Buffer =>
    sequence(
      oid('1.2.840.113549.1.1.10'),
      sequence(
        der(0xa0, hash),
        der(0xa1, sequence(oid('1.2.840.113549.1.1.8'), hash)),
        der(0xa2, integer(32)),
      ),
    );
  const signPss = (hash: string) => (signed: Buffer) =>
    sign(hash, signed, { key: rsa.privateKey, padding: constants.RSA_PKCS1_PSS_PADDING, saltLength: 32 });

  test('may be RSASSA-PSS', async () => {
    const signed = list({ issuer: rsa, algorithm: pss(sha256), signWith: signPss('sha256') });
    expect(await judged(signed, leaf, rsa)).toEqual(absent);
  });

  test('may not be RSASSA-PSS with SHA-1', async () => {
    const algorithm = pss(sequence(oid('1.3.14.3.2.26')));
    const signed = list({ issuer: rsa, algorithm, signWith: signPss('sha1') });
    expect(await judged(signed, leaf, rsa)).toEqual(
      refusal('is signed with id-RSASSA-PSS, which is not supported'),
    );
  });

  test('may not be MD5', async () => {
    const algorithm = sequence(oid('1.2.840.113549.1.1.4'), der(0x05));
    expect(await judged(list({ issuer: rsa, algorithm }), leaf, rsa)).toEqual(
      refusal('is signed with md5WithRSAEncryption, which is not supported'),
    );
  });

  const short = mintAuthority('Issuer', { key: 'rsa-1024' });
  test.each<[string, Partial<RevocationListOptions>, Minted, ListAnswer]>([
    ['of somebody else of the same name', { signer: mintAuthority('Issuer') }, issuer, forged],
    ['of somebody with another kind of key', { signer: rsa }, issuer, forged],
    ['of the certificate itself', { signer: leaf }, issuer, forged],
    ['over something else', { tamper: withoutEntries, revoked: [serialHex] }, issuer, forged],
    ['of no bytes', { signWith: () => Buffer.alloc(0) }, issuer, forged],
    ['that is garbage', { signWith: () => Buffer.alloc(70, 1) }, issuer, forged],
    ['of an RSA key of 1024 bits is believed as everywhere', { issuer: short }, short, absent],
  ])('%s', async (_, options, from, expected) => {
    expect(await judged(list(options), leaf, from)).toEqual(expected);
  });

  test.each<[string, Minted]>([
    ['no authority', mint({ subject: 'Issuer' })],
    ['not allowed to sign lists', mintAuthority('Issuer', { maySign: false })],
  ])('of an issuer that is %s is not looked at', async (_, from) => {
    expect(await judged(list({ issuer: from }), leaf, from)).toEqual(
      refusal('is not signed by one who may sign it: the issuer may not sign lists'),
    );
  });
});

describe('the scope of a revocation list', () => {
  const authority = mintAuthority('Lower', { issuer, serialHex, extensions });

  test.each<[string, Minted, Buffer, ListAnswer]>([
    ['of its point', leaf, issuingDistributionPoint({ url }), absent],
    ['for end entities', leaf, issuingDistributionPoint({ url, flags: [1] }), absent],
    ['for authorities', authority, issuingDistributionPoint({ flags: [2] }), absent],
    ['without a limit', leaf, issuingDistributionPoint({}), absent],
    [
      'of another point',
      leaf,
      issuingDistributionPoint({ url: 'http://crl.example/b.crl' }),
      refusal('is that of another distribution point'),
    ],
    ['for authorities', leaf, issuingDistributionPoint({ flags: [2] }), refusal('is only about authorities')],
    [
      'for end entities',
      authority,
      issuingDistributionPoint({ flags: [1] }),
      refusal('is only about end entities'),
    ],
    [
      'for some reasons',
      leaf,
      issuingDistributionPoint({ someReasons: true }),
      refusal('is only about some reasons for revoking'),
    ],
  ])('%s', async (_, about, scope, expected) => {
    expect(await judged(list({ extensions: [scope] }), about)).toEqual(expected);
    // What is on a list of its issuer is revoked, whomever else the list leaves out.
    expect(await judged(list({ extensions: [scope], revoked: [serialHex] }), about)).toEqual(listed);
  });

  test.each<[string, Buffer, string]>([
    ['a delta', extension('2.5.29.27', true, integer(7)), 'tells only what has changed since another one'],
    [
      'one of several issuers',
      issuingDistributionPoint({ url, flags: [4] }),
      'speaks for other issuers than its own',
    ],
    ['one of attributes', issuingDistributionPoint({ flags: [5] }), 'is about attribute certificates'],
    [
      'one of an unknown kind',
      extension('1.2.3.4', true, Buffer.from([5, 0])),
      'has the critical extension 1.2.3.4, which is not understood',
    ],
  ])('is not understood of %s, whatever it holds', async (_, scope, detail) => {
    expect(await judged(list({ extensions: [scope], revoked: [serialHex] }))).toEqual(refusal(detail));
  });

  test('does not matter in extensions that say other things', async () => {
    const number = extension('2.5.29.20', true, integer(7));
    const other = extension('1.2.3.4', false, Buffer.from([5, 0]));
    expect(await judged(list({ extensions: [number, other] }))).toEqual(absent);
  });
});

describe('whatever bytes come', () => {
  const revoking = list({
    revoked: ['01', serialHex, '02'],
    extensions: [issuingDistributionPoint({ url }), extension('2.5.29.20', false, integer(7))],
  });

  test('a mutated list never throws and never says that what is revoked is not', async () => {
    const mutation = fc.record({
      at: fc.nat(revoking.length - 1),
      removed: fc.nat(40),
      inserted: fc.uint8Array({ maxLength: 40 }),
    });
    await fc.assert(
      fc.asyncProperty(fc.array(mutation, { minLength: 1, maxLength: 3 }), async (mutations) => {
        const mutated = mutations.reduce(
          (bytes, { at, removed, inserted }) =>
            Buffer.concat([bytes.subarray(0, at), inserted, bytes.subarray(at + removed)]),
          revoking,
        );
        const answer = await judged(mutated);
        expect(answer.ok && !answer.list.revoked).toBe(false);
      }),
    );
  });

  test('a certificate is found behind any other entries and before any bytes', async () => {
    const serial = fc.uint8Array({ minLength: 1, maxLength: 20 });
    await fc.assert(
      fc.asyncProperty(fc.array(serial), fc.uint8Array({ maxLength: 60 }), async (others, after) => {
        const before = others.map((other) => listEntry(Buffer.from(other).toString('hex')));
        const entries = Buffer.concat([...before, listEntry(serialHex), after]);
        expect(await judged(list({ entries }))).toEqual(listed);
      }),
      { numRuns: 50 },
    );
  });

  test('random bytes are no list', async () => {
    await fc.assert(
      fc.asyncProperty(fc.uint8Array({ maxLength: 200 }), async (bytes) => {
        expect((await judged(Buffer.from(bytes))).ok).toBe(false);
      }),
    );
  });
});

/** The same list with the entries taken out: what somebody would want who holds a revoked certificate. */
function withoutEntries(body: Buffer): Buffer {
  const entries = sequence(listEntry(serialHex));
  const at = body.indexOf(entries);
  const rest = Buffer.concat([body.subarray(0, at), body.subarray(at + entries.length)]);
  return sequence(rest.subarray(body[1] === 0x81 ? 3 : 2));
}

function differentAlgorithms(): Buffer {
  const bytes = list();
  const algorithm = oid('1.2.840.10045.4.3.2');
  bytes.set(oid('1.2.840.10045.4.3.3'), bytes.lastIndexOf(algorithm));
  return bytes;
}
