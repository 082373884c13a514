import * as fc from 'fast-check';
import { expect, test } from 'vitest';
import { parseCertificate } from '../../../../probes/shared/tls/certificate.ts';
import { extension, mint } from '../../../helpers/certificates.ts';
import { der, ia5String, sequence } from '../../../helpers/der-writer.ts';
import { distributionPoints } from '../../../helpers/revocation-lists.ts';

function pointsOf(...extensions: readonly Buffer[]) {
  const certificate = parseCertificate(mint({ dnsNames: ['a.example'], extensions }).der);
  return { urls: certificate?.crlDistribution?.urls, defect: certificate?.defect };
}

const uri = (text: string): Buffer => der(0x86, Buffer.from(text, 'latin1'));
const fullName = (...names: readonly Buffer[]): Buffer => der(0xa0, der(0xa0, ...names));
const points = (...content: readonly Buffer[]): Buffer => extension('2.5.29.31', false, sequence(...content));

test.each<[string, Buffer[], string[] | undefined]>([
  ['none', [], undefined],
  ['one', [distributionPoints('http://a.example/1')], ['http://a.example/1']],
  ['several, in their order', [distributionPoints('ldap://b', 'http://a')], ['ldap://b', 'http://a']],
  [
    'several names of one point',
    [points(sequence(fullName(uri('http://a'), uri('http://b'))))],
    ['http://a', 'http://b'],
  ],
  [
    'a name that is no URI',
    [points(sequence(fullName(der(0x82, ia5String('x')), uri('http://a'))))],
    ['http://a'],
  ],
  ['a point with reasons and without a name', [points(sequence(der(0x81, Buffer.from([0, 0x40]))))], []],
  ['a point relative to its issuer', [points(sequence(der(0xa0, der(0xa1))))], []],
  ['a URI that is not ASCII', [points(sequence(fullName(uri('http://\xe4'))))], ['http://\ufffd']],
  ['what is malformed', [extension('2.5.29.31', false, Buffer.from('no points'))], undefined],
])('a certificate may have %s', (_, extensions, urls) => {
  expect(pointsOf(...extensions)).toEqual({ urls, defect: undefined });
});

test('no bytes in the extension spoil a certificate', () => {
  fc.assert(
    fc.property(fc.uint8Array({ maxLength: 100 }), (value) => {
      expect(pointsOf(extension('2.5.29.31', true, Buffer.from(value))).defect).toBeUndefined();
    }),
    { numRuns: 50 },
  );
});
