import * as fc from 'fast-check';
import { expect, test } from 'vitest';
import { isListed } from '../../../../probes/shared/crl/entries.ts';
import { listEntry } from '../../../helpers/revocation-lists.ts';

const never = new AbortController().signal;
const wanted = Buffer.from('00ff01', 'hex');

/** More entries than are searched in one turn of the event loop. */
const others = Buffer.alloc(3 * 1024 * 1024, listEntry('0123456789abcdef'));
const whole = others.subarray(0, others.length - (others.length % listEntry('0123456789abcdef').length));

test.each<[string, Buffer, boolean | undefined]>([
  ['first', Buffer.concat([listEntry('00ff01'), whole]), true],
  ['last', Buffer.concat([whole, listEntry('00ff01')]), true],
  ['nowhere', whole, false],
  ['behind what is malformed', Buffer.concat([whole, Buffer.from([0]), listEntry('00ff01')]), undefined],
])('a serial number %s in a long list', async (_, entries, expected) => {
  expect(await isListed(entries, wanted, never)).toBe(expected);
});

test('others get a turn while a long list is searched', async () => {
  let turns = 0;
  const count = (): void => {
    turns += 1;
    pending = setImmediate(count);
  };
  let pending = setImmediate(count);
  await isListed(whole, wanted, never);
  clearImmediate(pending);
  expect(turns).toBeGreaterThanOrEqual(2);
});

test('a search ends with its signal, and nothing is known', async () => {
  const abort = new AbortController();
  const search = isListed(Buffer.concat([whole, listEntry('00ff01')]), wanted, abort.signal);
  abort.abort();
  expect(await search).toBeUndefined();
});

test('numbers are the same when their values are', async () => {
  const number = fc.bigInt({ min: -(2n ** 70n), max: 2n ** 70n });
  await fc.assert(
    fc.asyncProperty(fc.array(number), number, fc.nat(3), async (listed, asked, padding) => {
      const entries = Buffer.concat(listed.map((value) => listEntry(integerHex(value, padding))));
      const serialNumber = Buffer.from(integerHex(asked, 0), 'hex');
      expect(await isListed(entries, serialNumber, never)).toBe(listed.includes(asked));
    }),
  );
  const own = listEntry(integerHex(-200n, 2));
  expect(await isListed(own, Buffer.from(integerHex(-200n, 0), 'hex'), never)).toBe(true);
});

/** Two's complement of the shortest length, and `padding` needless bytes in front. */
function integerHex(value: bigint, padding: number): string {
  let bytes = 1n;
  while (value < -(2n ** (8n * bytes - 1n)) || value >= 2n ** (8n * bytes - 1n)) bytes += 1n;
  const unsigned = BigInt.asUintN(Number(8n * bytes), value);
  const sign = value < 0n ? 'ff' : '00';
  return sign.repeat(padding) + unsigned.toString(16).padStart(Number(bytes) * 2, '0');
}
