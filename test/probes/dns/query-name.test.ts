import * as fc from 'fast-check';
import { expect, test } from 'vitest';
import { encodeName } from '../../../probes/dns/query-name.ts';
import { WireReader } from '../../../probes/dns/wire-reader.ts';
import { textFromBytes } from '../../../probes/shared/schema/byte-string.ts';
import { wireName } from '../../helpers/dns-wire.ts';

const label63 = 'x'.repeat(63);

test.each([
  ['a name', 'www.example.org', wireName('www', 'example', 'org')],
  ['an absolute name', 'www.example.org.', wireName('www', 'example', 'org')],
  ['the root', '.', wireName()],
  ['letters in their case', 'WwW.eXample', wireName('WwW', 'eXample')],
  ['UTF-8 as its bytes', 'bücher', wireName('b\xc3\xbccher')],
  ['bytes that are not UTF-8', textFromBytes(Buffer.of(0x61, 0xff)), wireName('a\xff')],
  ['an escaped dot', 'a\\.b.c', wireName('a.b', 'c')],
  ['a decimal escape', 'a\\000\\255.c', wireName('a\0\xff', 'c')],
  ['an escaped backslash at the end', 'a\\\\', wireName('a\\')],
  ['spaces and underscores', '_dmarc.my host', wireName('_dmarc', 'my host')],
  ['the longest label', label63, wireName(label63)],
  [
    'the longest name',
    `${label63}.${label63}.${label63}.${'y'.repeat(61)}`,
    wireName(label63, label63, label63, 'y'.repeat(61)),
  ],
])('encodes %s', (_name, text, bytes) => {
  expect(encodeName(text)).toEqual({ ok: true, bytes });
});

test.each([
  ['no name', '', 'has an empty label'],
  ['a leading dot', '.example', 'has an empty label'],
  ['two dots in a row', 'a..b', 'has an empty label'],
  ['two dots at the end', 'a..', 'has an empty label'],
  ['a label of 64 bytes', 'x'.repeat(64), 'has a label of more than 63 bytes'],
  ['a label of 64 bytes in UTF-8', 'ü'.repeat(32), 'has a label of more than 63 bytes'],
  ['a name of 256 bytes', `${label63}.${label63}.${label63}.${'y'.repeat(62)}`, 'is longer than 255 bytes'],
  ['a backslash at the end', 'a\\', 'ends with a backslash'],
])('refuses %s', (_name, text, problem) => {
  expect(encodeName(text)).toEqual({ ok: false, problem });
});

test('encodes what a name on the wire reads as into the same bytes', () => {
  const label = fc.uint8Array({ minLength: 1, maxLength: 20 });
  fc.assert(
    fc.property(fc.array(label, { maxLength: 8 }), (labels) => {
      const bytes = Buffer.concat([...labels.map((part) => Buffer.of(part.length, ...part)), Buffer.of(0)]);
      expect(encodeName(new WireReader(bytes).name())).toEqual({ ok: true, bytes });
    }),
  );
});
