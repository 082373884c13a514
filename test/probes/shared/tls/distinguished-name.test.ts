import * as fc from 'fast-check';
import { expect, test } from 'vitest';
import { DerReader, decode } from '../../../../probes/shared/tls/der.ts';
import { distinguishedNameText } from '../../../../probes/shared/tls/distinguished-name.ts';
import { distinguishedName } from '../../../helpers/certificates.ts';
import {
  bmpString,
  der,
  ia5String,
  oid,
  printableString,
  sequence,
  setOf,
  utf8String,
} from '../../../helpers/der-writer.ts';

const cn = '2.5.4.3';
const serialNumber = '2.5.4.5';
const c = '2.5.4.6';
const l = '2.5.4.7';
const st = '2.5.4.8';
const street = '2.5.4.9';
const o = '2.5.4.10';
const ou = '2.5.4.11';
const postalCode = '2.5.4.17';

function textOf(name: Buffer): string {
  return distinguishedNameText(new DerReader(name).next().content);
}

test.each<[string, Buffer, string]>([
  ['nothing', distinguishedName(), ''],
  ['a common name', distinguishedName([cn, utf8String('shop.example')]), 'CN=shop.example'],
  [
    'every known attribute in a fixed order, whatever the order in the certificate',
    distinguishedName(
      [c, printableString('DE')],
      [st, utf8String('Bayern')],
      [l, utf8String('München')],
      [o, utf8String('Example')],
      [ou, utf8String('Unit')],
      [cn, utf8String('name')],
      [serialNumber, printableString('77')],
      [postalCode, printableString('80331')],
      [street, utf8String('Weg 1')],
    ),
    'SERIALNUMBER=77,CN=name,OU=Unit,O=Example,POSTALCODE=80331,STREET=Weg 1,L=München,ST=Bayern,C=DE',
  ],
  [
    'several of a kind joined, in certificate order',
    distinguishedName([ou, utf8String('first')], [c, printableString('DE')], [ou, utf8String('second')]),
    'OU=first+OU=second,C=DE',
  ],
  [
    'of several common names and serial numbers the last',
    distinguishedName(
      [cn, utf8String('first')],
      [serialNumber, utf8String('1')],
      [cn, utf8String('last')],
      [serialNumber, utf8String('2')],
    ),
    'SERIALNUMBER=2,CN=last',
  ],
  [
    'no common name when the last one is empty, but an empty organisation',
    distinguishedName([cn, utf8String('first')], [cn, utf8String('')], [o, utf8String('')]),
    'O=',
  ],
  [
    'special characters escaped',
    distinguishedName([o, utf8String('Example, Inc. + Co "q"')], [ou, utf8String('A;B\\<unit>')]),
    String.raw`OU=A\;B\\\<unit\>,O=Example\, Inc. \+ Co \"q\"`,
  ],
  ['blanks at both ends escaped', distinguishedName([cn, utf8String('  a b  ')]), String.raw`CN=\  a b \ `],
  ['a single blank escaped once', distinguishedName([cn, utf8String(' ')]), String.raw`CN=\ `],
  ['a # escaped only at the start', distinguishedName([cn, utf8String('#a#')]), String.raw`CN=\#a#`],
  [
    'other attributes after the known ones, reversed, as PrintableString or UTF8String',
    distinguishedName(
      ['0.9.2342.19200300.100.1.25', ia5String('test')],
      ['2.5.4.4', utf8String('sur*name')],
      ['1.2.840.113549.1.9.1', ia5String('a@b.test')],
      [cn, utf8String('x')],
      ['1.3.6.1.4.1.311.60.2.1.3', printableString('US')],
    ),
    'CN=x,1.3.6.1.4.1.311.60.2.1.3=#13025553,1.2.840.113549.1.9.1=#0c086140622e74657374,' +
      '2.5.4.4=#0c087375722a6e616d65,0.9.2342.19200300.100.1.25=#130474657374',
  ],
  [
    'a long value with a long length',
    distinguishedName(['2.5.4.97', utf8String('a'.repeat(200))]),
    `2.5.4.97=#1381c8${'61'.repeat(200)}`,
  ],
  [
    'a BMPString without the NUL at its end',
    distinguishedName(['2.5.4.12', bmpString('tïtle\0')], [cn, bmpString('naïve')]),
    'CN=naïve,2.5.4.12=#0c0674c3af746c65',
  ],
  ['a TeletexString as Latin-1', distinguishedName([cn, der(0x14, Buffer.from([0xe9, 0x41]))]), 'CN=éA'],
  ['a NumericString', distinguishedName([cn, der(0x12, Buffer.from('123 4'))]), 'CN=123 4'],
  [
    'an attribute of a set of two',
    sequence(setOf(sequence(oid(cn), utf8String('a')), sequence(oid(ou), utf8String('b')))),
    'CN=a,OU=b',
  ],
  [
    'bad UTF-8 as U+FFFD',
    distinguishedName([cn, der(0x0c, Buffer.from('fffec0af', 'hex'))]),
    'CN=\ufffd\ufffd\ufffd\ufffd',
  ],
  ['a lone surrogate as U+FFFD', distinguishedName([cn, der(0x1e, Buffer.from('d800', 'hex'))]), 'CN=\ufffd'],
  ['a BMPString cut in half', distinguishedName([cn, der(0x1e, Buffer.from('006100', 'hex'))]), 'CN=a'],
])('prints %s', (_, name, text) => {
  expect(textOf(name)).toBe(text);
});

test.each([
  ['an attribute outside a set', sequence(sequence(oid('2.5.4.3'), utf8String('x')))],
  ['an attribute that is no pair', sequence(setOf(utf8String('x')))],
  ['an attribute of three', sequence(setOf(sequence(oid('2.5.4.3'), utf8String('x'), utf8String('y'))))],
  ['an attribute without a value', sequence(setOf(sequence(oid('2.5.4.3'))))],
])('refuses %s', (_, name) => {
  expect(decode(() => textOf(name))).toBeUndefined();
});

test('prints well-formed text for any value of any type', () => {
  const tags = fc.constantFrom(0x0c, 0x12, 0x13, 0x14, 0x16, 0x1e, 0x04, 0x1c);
  fc.assert(
    fc.property(
      tags,
      fc.constantFrom('2.5.4.3', '1.2.3'),
      fc.uint8Array({ maxLength: 20 }),
      (tag, type, value) => {
        const text = textOf(distinguishedName([type, der(tag, value)]));
        expect(Buffer.from(text, 'utf8').toString('utf8')).toBe(text);
      },
    ),
  );
});
