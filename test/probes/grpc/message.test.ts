import * as fc from 'fast-check';
import { expect, test } from 'vitest';
import { MessageAssembler, type MessageState } from '../../../probes/grpc/message.ts';
import { lengthPrefixed } from '../../helpers/h2-server.ts';

function assemble(bytes: Buffer, cuts: readonly number[] = []): MessageState {
  const assembler = new MessageAssembler();
  const places = [...cuts.map((cut) => cut % (bytes.length + 1)), bytes.length].sort((a, b) => a - b);
  let from = 0;
  for (const to of places) {
    const { kind } = assembler.push(bytes.subarray(from, to));
    from = to;
    if (kind !== 'incomplete' && kind !== 'message') break;
  }
  return assembler.state;
}

test.each([
  ['no data', '', { kind: 'incomplete', isEmpty: true }],
  ['half a prefix', '000000', { kind: 'incomplete', isEmpty: false }],
  ['half a message', '000000000208', { kind: 'incomplete', isEmpty: false }],
  ['an empty message', '0000000000', { kind: 'message', bytes: Buffer.alloc(0) }],
  ['a flag that says compressed', '01', { kind: 'compressed' }],
  ['a byte too many', '000000000000', { kind: 'several' }],
  ['a length above the limit', '0000400001', { kind: 'too_large', lengthBytes: 4_194_305 }],
])('knows %s', (...[, hex, state]) => {
  expect(assemble(Buffer.from(hex, 'hex'))).toEqual(state);
});

test('puts a message together however it was cut', () => {
  fc.assert(
    fc.property(fc.uint8Array(), fc.array(fc.nat()), (message, cuts) => {
      const bytes = Buffer.from(message);
      expect(assemble(lengthPrefixed(bytes), cuts)).toEqual({ kind: 'message', bytes });
    }),
  );
});
