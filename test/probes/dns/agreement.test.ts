import { expect, test } from 'vitest';
import { findDisagreement } from '../../../probes/dns/agreement.ts';
import { decodeMessage } from '../../../probes/dns/message.ts';
import {
  questionName,
  u16,
  u32,
  type WireReply,
  wireAddresses,
  wireName,
  wireRecord,
  wireReply,
  wireString,
} from '../../helpers/dns-wire.ts';

const query = Buffer.concat([u16(1, 0x01_00, 1, 0, 0, 0), wireName('a'), u16(255, 1)]);

function replyOf(server: string, reply: WireReply) {
  const decoded = decodeMessage(wireReply(query, reply));
  if (!decoded.ok) throw new Error(decoded.problem);
  return { server, message: decoded.message };
}

function soa(serial: number): Buffer {
  return wireRecord({
    type: 'SOA',
    data: Buffer.concat([wireName('ns'), questionName, u32(serial, 1, 2, 3, 4)]),
  });
}

function signature(byte: number): Buffer {
  const data = Buffer.concat([
    u16(1),
    Buffer.of(8, 1),
    u32(60, 2, 1),
    u16(7),
    wireName('a'),
    Buffer.of(byte),
  ]);
  return wireRecord({ type: 'RRSIG', data });
}

test.each([
  ['the same records', { answers: wireAddresses(1, 2) }, { answers: wireAddresses(1, 2) }],
  ['another order', { answers: wireAddresses(1, 2) }, { answers: wireAddresses(2, 1) }],
  ['a record twice', { answers: wireAddresses(1) }, { answers: wireAddresses(1, 1) }],
  [
    'another time to live',
    { answers: [wireRecord({ type: 'A', data: u32(1) })] },
    { answers: [wireRecord({ type: 'A', data: u32(1), ttlSeconds: 9 })] },
  ],
  [
    'names in another case',
    { answers: [wireRecord({ name: wireName('A'), type: 'NS', data: wireName('NS') })] },
    { answers: [wireRecord({ type: 'NS', data: wireName('ns') })] },
  ],
  [
    'other signatures',
    { answers: [...wireAddresses(1), signature(1)] },
    { answers: [...wireAddresses(1), signature(2)] },
  ],
  [
    'other authorities and additionals',
    { answers: wireAddresses(1) },
    { answers: wireAddresses(1), authorities: [soa(1)], additionals: wireAddresses(7) },
  ],
  ['nothing on either side', { flags: 0x81_83 }, { flags: 0x85_83, authorities: [soa(1)] }],
])('takes for the same answer %s', (_name, left, right) => {
  expect(findDisagreement([replyOf('ns1', left), replyOf('ns2', right)])).toBeUndefined();
});

test.each([
  [
    'a record less',
    { answers: wireAddresses(1, 2) },
    { answers: wireAddresses(1) },
    'ns2 answers NOERROR with 192.0.2.1, ns1 NOERROR with 192.0.2.1, 192.0.2.2',
  ],
  ['another code', { flags: 0x81_83 }, {}, 'ns2 answers NOERROR with no record, ns1 NXDOMAIN with no record'],
  [
    'another serial',
    { answers: [soa(8)] },
    { answers: [soa(7)] },
    'ns2 answers NOERROR with ns. a. 7 1 2 3 4, ns1 NOERROR with ns. a. 8 1 2 3 4',
  ],
  [
    'a text in another case',
    { answers: [wireRecord({ type: 'TXT', data: wireString('Key') })] },
    { answers: [wireRecord({ type: 'TXT', data: wireString('key') })] },
    'ns2 answers NOERROR with "key", ns1 NOERROR with "Key"',
  ],
  [
    'more records than a sentence holds',
    { answers: wireAddresses(1, 2, 3, 4, 5, 6, 7) },
    {},
    'ns2 answers NOERROR with no record, ns1 NOERROR with 192.0.2.1, 192.0.2.2, 192.0.2.3, 192.0.2.4, 192.0.2.5, 2 more',
  ],
])('takes for another answer %s', (_name, left, right, detail) => {
  const found = findDisagreement([replyOf('ns1', left), replyOf('same', left), replyOf('ns2', right)]);
  expect(found).toMatchObject({
    reply: { server: 'ns2' },
    failure: { phase: 'assertion', reason: 'assert.answers_differ', blame: 'target', detail },
  });
});

test('finds nothing among no replies', () => {
  expect(findDisagreement([])).toBeUndefined();
});
