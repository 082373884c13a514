import { expect, test } from 'vitest';
import { createQuery } from '../../../probes/dns/query.ts';
import { readReply } from '../../../probes/dns/reply.ts';
import { u16, wireAddresses, wireName, wireReply } from '../../helpers/dns-wire.ts';

const created = createQuery({
  id: 0x01_02,
  name: 'Www.example',
  type: 1,
  classNumber: 1,
  recursionDesired: true,
  authenticDataWanted: false,
});
if (!created.ok) throw new Error(created.problem);
const { query } = created;
const answers = wireAddresses(1);
const whole = wireReply(query.message, { answers });

test.each([
  ['the question of the query', whole],
  ['no question', wireReply(query.message, { question: Buffer.alloc(0), flags: 0x81_81 })],
  ['an opcode that nobody asked for', wireReply(query.message, { answers, flags: 0xa9_80 })],
])('is a reply with %s', (_name, bytes) => {
  expect(readReply(query, bytes)).toMatchObject({ kind: 'reply', message: { id: 0x01_02 } });
});

test.each([
  ['the id of another query', wireReply(query.message, { id: 0x01_03, answers }), 'the id of another query'],
  ['no QR bit', wireReply(query.message, { flags: 0x01_00, answers }), 'a query and not a reply'],
  [
    'another name',
    wireReply(query.message, { question: Buffer.concat([wireName('other'), u16(1, 1)]) }),
    'another question',
  ],
  [
    'the name in another case',
    wireReply(query.message, { question: Buffer.concat([wireName('www', 'example'), u16(1, 1)]) }),
    'another question',
  ],
  [
    'another type',
    wireReply(query.message, { question: Buffer.concat([wireName('Www', 'example'), u16(28, 1)]) }),
    'another question',
  ],
  [
    'another class',
    wireReply(query.message, { question: Buffer.concat([wireName('Www', 'example'), u16(1, 3)]) }),
    'another question',
  ],
  [
    'the question twice',
    wireReply(query.message, {
      question: Buffer.concat([whole.subarray(12, 29), whole.subarray(12, 29)]),
      counts: [2, 0, 0, 0],
    }),
    'another question',
  ],
  ['no bytes', Buffer.alloc(0), '0 bytes only'],
  ['another id and no header', Buffer.of(9, 9, 9), '3 bytes only'],
])('is foreign with %s', (_name, bytes, problem) => {
  expect(readReply(query, bytes)).toEqual({ kind: 'foreign', problem });
});

test.each([
  ['a header that is cut short', whole.subarray(0, 11), '11 bytes only'],
  ['a record that is cut short', whole.subarray(0, -1), '4 bytes expected, 3 left'],
])('is malformed with the right id and %s', (_name, bytes, problem) => {
  expect(readReply(query, bytes)).toEqual({ kind: 'malformed', problem });
});
