import * as fc from 'fast-check';
import { expect } from 'vitest';
import { decodeMessage, typeNumbers } from '../../probes/dns/message.ts';
import { createQuery, type Query } from '../../probes/dns/query.ts';
import { readReply } from '../../probes/dns/reply.ts';
import { fuzz } from './fuzzing.ts';
import { mutated } from './mutation.ts';
import { recordedDnsMessages } from './recordings.ts';

/** A query that the recorded reply was an answer to: the same id and question. */
function queryOf(message: Buffer): Query {
  const decoded = decodeMessage(message);
  const question = decoded.ok ? decoded.message.questions[0] : undefined;
  if (question === undefined) throw new Error('a recorded message has no question');
  const created = createQuery({
    id: message.readUInt16BE(0),
    name: question.name,
    type: question.type,
    classNumber: question.classNumber,
    recursionDesired: true,
    authenticDataWanted: false,
  });
  if (!created.ok) throw new Error(created.problem);
  return created.query;
}

const queries = recordedDnsMessages.map(queryOf);

fuzz(
  'DNS messages',
  fc.property(fc.constantFrom(...queries), mutated(recordedDnsMessages), (query, bytes) => {
    const reading = readReply(query, bytes);
    if (reading.kind !== 'reply') {
      expect(reading.problem).not.toBe('');
      return;
    }
    const { answers, authorities, additionals } = reading.message;
    for (const { text, type, ttlSeconds } of [...answers, ...authorities, ...additionals]) {
      // One line of a zone file, whatever the bytes were: expressions rely on it. OPT, which no zone has, has several.
      expect(text).toMatch(type === typeNumbers.opt ? /^[\t\n\u0020-\u007e]*$/ : /^[\t\u0020-\u007e]*$/);
      expect(ttlSeconds).toBeGreaterThanOrEqual(0);
    }
  }),
);
