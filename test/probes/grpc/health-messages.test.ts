import * as fc from 'fast-check';
import { expect, test } from 'vitest';
import { decodeHealthCheckResponse, encodeHealthCheckRequest } from '../../../probes/grpc/health-messages.ts';

test.each([
  ['', ''],
  ['a', '0a0161'],
  ['ü', '0a02c3bc'],
])('encodes the service "%s"', (service, hex) => {
  expect(encodeHealthCheckRequest(service).toString('hex')).toBe(hex);
});

test('encodes the length of a long service in more than one byte', () => {
  expect(encodeHealthCheckRequest('x'.repeat(300)).toString('hex', 0, 4)).toBe('0aac0278');
});

test.each([
  ['nothing, which is the default', '', 0],
  ['SERVING', '0801', 1],
  ['a number in more bytes than it needs', '08818000', 1],
  ['a negative number in ten bytes', '08ffffffffffffffffff01', -1],
  ['the last of several', '08010802', 2],
  ['a field behind a number that is not known', '10050801', 1],
  ['a field behind 8 bytes that are not known', '1101020304050607080801', 1],
  ['a field behind 4 bytes that are not known', '15010203040801', 1],
  ['a field behind a text that is not known', '120261620801', 1],
  ['no text in place of the number', '0a0161', 0],
])('reads %s', (...[, hex, status]) => {
  expect(decodeHealthCheckResponse(Buffer.from(hex, 'hex'))).toBe(status);
});

test.each([
  ['a tag without an end', 'ff'],
  ['a tag alone', '08'],
  ['a number without an end', '08ff'],
  ['a number of eleven bytes', '08ffffffffffffffffffff01'],
  ['a number of more than 64 bits', '08ffffffffffffffffff02'],
  ['field 0', '0001'],
  ['a group', '0b0c'],
  ['an unknown wire type', '0f'],
  ['a text that is longer than the message', '12056162'],
  ['a text whose length is absurd', '12ffffffffffffffffff01'],
  ['4 bytes that are 3', '15010203'],
  ['8 bytes that are 7', '1101020304050607'],
])('refuses %s', (...[, hex]) => {
  expect(decodeHealthCheckResponse(Buffer.from(hex, 'hex'))).toBeUndefined();
});

test('never throws, and never reads beyond the end', () => {
  fc.assert(
    fc.property(fc.uint8Array({ maxLength: 40 }), (bytes) => {
      const status = decodeHealthCheckResponse(bytes);
      expect(status === undefined || Number.isInteger(status)).toBe(true);
    }),
  );
});
