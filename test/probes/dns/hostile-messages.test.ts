import * as fc from 'fast-check';
import { expect, test } from 'vitest';
import { decodeMessage } from '../../../probes/dns/message.ts';
import { recordTypes } from '../../../probes/dns/mnemonics.ts';
import { createQuery } from '../../../probes/dns/query.ts';
import { readReply } from '../../../probes/dns/reply.ts';
import {
  questionName,
  u16,
  u32,
  wireAddresses,
  wireName,
  wireRecord,
  wireReply,
  wireString,
} from '../../helpers/dns-wire.ts';

const created = createQuery({
  id: 0x12_34,
  name: 'www.example.org',
  type: 255,
  classNumber: 1,
  recursionDesired: true,
  authenticDataWanted: false,
});
if (!created.ok) throw new Error(created.problem);
const { query } = created;

/** Data that is well-formed for many types, so that a changed type is read a good way in. */
const data = Buffer.concat([
  u16(1, 10),
  questionName,
  wireString('a'),
  wireName('b', 'c'),
  u32(1, 2),
  wireString('text'),
  Buffer.alloc(8),
]);

const sound: readonly Buffer[] = [
  wireReply(query.message, { answers: wireAddresses(1, 2, 3) }),
  wireReply(query.message, {
    answers: [
      wireRecord({ type: 'SOA', data: Buffer.concat([questionName, questionName, u32(1, 2, 3, 4, 5)]) }),
    ],
    authorities: [wireRecord({ type: 'NS', data: Buffer.concat([wireString('ns'), questionName]) })],
    additionals: [
      wireRecord({ name: wireName(), type: 'OPT', classNumber: 1232, data: u16(10, 2, 0xaa_bb) }),
    ],
  }),
  wireReply(query.message, { answers: [wireRecord({ type: 'TXT', data: wireString('x'.repeat(200)) })] }),
  wireReply(query.message, {
    answers: [
      wireRecord({ type: 'HTTPS', data: Buffer.concat([u16(1), wireName(), u16(1, 3), wireString('h2')]) }),
    ],
  }),
  ...[...recordTypes.values()].map((type) =>
    wireReply(query.message, {
      answers: [wireRecord({ type, data }), wireRecord({ type: 'A', data: u32(1) })],
    }),
  ),
];

const edit = fc.tuple(
  fc.nat(400),
  fc.oneof(fc.nat(255), fc.constantFrom(0, 0x0c, 0x3f, 0x40, 0x7f, 0x80, 0xc0, 0xc1, 0xff)),
);
const mutation = fc.record({
  base: fc.nat(sound.length - 1),
  edits: fc.array(edit, { maxLength: 6 }),
  length: fc.option(fc.nat(400), { freq: 4 }),
});

function mutate({
  base,
  edits,
  length,
}: {
  base: number;
  edits: [number, number][];
  length: number | null;
}): Buffer {
  const message = Buffer.from(sound[base] ?? Buffer.alloc(0));
  // The header and the question stay as they are in most: else few messages would be looked at.
  for (const [at, byte] of edits) message[12 + (at % (message.length - 12))] = byte;
  return length === null ? message : message.subarray(0, length);
}

test('reads every one of 100,000 mutated messages to an end', () => {
  const seen = { reply: 0, foreign: 0, malformed: 0 };
  fc.assert(
    fc.property(mutation, (how) => {
      const reading = readReply(query, mutate(how));
      seen[reading.kind] += 1;
      if (reading.kind !== 'reply') return reading.problem !== '';
      const { answers, authorities, additionals } = reading.message;
      return [...answers, ...authorities, ...additionals].every(({ text }) => text.length < 300_000);
    }),
    { numRuns: 100_000 },
  );
  // All three outcomes are common, or the mutations prove nothing.
  for (const count of Object.values(seen)) expect(count).toBeGreaterThan(1000);
});

test('reads any 20,000 random messages to an end', () => {
  const seen = { sound: 0, malformed: 0 };
  fc.assert(
    fc.property(fc.uint8Array({ maxLength: 200 }), (bytes) => {
      const decoded = decodeMessage(Buffer.from(bytes));
      seen[decoded.ok ? 'sound' : 'malformed'] += 1;
    }),
    { numRuns: 20_000 },
  );
  expect(seen.sound + seen.malformed).toBe(20_000);
});

test('reads the largest message of the smallest records, each with the longest name, within a second of processor time', () => {
  const longName = wireName(...Array<string>(126).fill('x'));
  const first = wireRecord({ name: longName, type: 'A', data: u32(1) });
  const pointer = u16(0xc0_00 | wireReply(query.message).length);
  const record = wireRecord({ name: pointer, type: 'NS', data: pointer });
  const count = Math.floor((65_535 - 300) / record.length);
  const message = wireReply(query.message, { answers: [first, ...Array<Buffer>(count).fill(record)] });
  const before = process.cpuUsage();
  expect(decodeMessage(message)).toMatchObject({ ok: true });
  const { user, system } = process.cpuUsage(before);
  expect(user + system).toBeLessThan(1_000_000);
});
