import { X509Certificate } from 'node:crypto';
import { expect, test } from 'vitest';
import { certificateCache } from '../../../../probes/shared/tls/certificate-cache.ts';
import { type Minted, mint } from '../../../helpers/certificates.ts';

const unlimited = { maxCount: 100, maxBytes: 1_000_000 };
const a = mint({ subject: 'a' });
const b = mint({ subject: 'b' });
const c = mint({ subject: 'c' });

/** Which of these certificates a cache still knows when it was asked for all of them, the newest first. */
function kept(limits: { maxCount: number; maxBytes: number }, asked: readonly Minted[]): Minted[] {
  const cache = certificateCache(limits);
  const answers = new Map<Minted, unknown>();
  for (const minted of asked) {
    answers.delete(minted);
    answers.set(minted, cache.certificateOf(minted.x509));
  }
  // Asking drops the oldest one, which then has been asked for already.
  return [...answers]
    .toReversed()
    .filter(([{ x509 }, answer]) => cache.certificateOf(x509) === answer)
    .map(([minted]) => minted);
}

test('gives the same object for the same bytes', () => {
  const cache = certificateCache(unlimited);
  const first = cache.certificateOf(a.x509);
  expect(first?.der.equals(a.der)).toBe(true);
  expect(cache.certificateOf(new X509Certificate(a.der))).toBe(first);
  expect(cache.certificateOf(b.x509)).not.toBe(first);
});

test.each([
  ['all that fit', unlimited, [a, b, c], [c, b, a]],
  ['no more than it may', { ...unlimited, maxCount: 2 }, [a, b, c], [c, b]],
  ['what was used lately', { ...unlimited, maxCount: 2 }, [a, b, a, c], [c, a]],
  ['no more bytes than it may', { ...unlimited, maxBytes: a.der.length + b.der.length }, [a, b], [b, a]],
  ['nothing larger than all it may', { ...unlimited, maxBytes: a.der.length - 1 }, [a], []],
])('keeps %s', (_, limits, asked, expected) => {
  expect(kept(limits, asked)).toEqual(expected);
});

test('makes room for as many bytes as come', () => {
  const large = mint({ dnsNames: Array.from({ length: 200 }, (__, i) => `host-${i}.example`) });
  const limits = { ...unlimited, maxBytes: large.der.length + 1 };
  expect(kept(limits, [a, b, large])).toEqual([large]);
});

test('knows nothing of what is no certificate to us', () => {
  const strange = mint({ notBefore: new Date('1949-12-31T23:59:59Z') });
  const cut = Buffer.from(strange.der);
  const cache = certificateCache(unlimited);
  // A month 13, which OpenSSL reads and nobody can date.
  const at = cut.indexOf(Buffer.from('19491231', 'latin1'));
  cut.write('19491331', at, 'latin1');
  const x509 = new X509Certificate(cut);
  expect([cache.certificateOf(x509), cache.certificateOf(x509)]).toEqual([undefined, undefined]);
});
