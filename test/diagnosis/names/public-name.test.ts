import { expect, test } from 'vitest';
import { isPublicName } from '../../../src/diagnosis/names/public-name.ts';

test.each([
  ['shop.example', true],
  ['shop.example.', true],
  ['www.bbc.co.uk', true],
  ['localhost', false],
  ['db', false],
  ['db.', false],
  ['printer.local', false],
  ['API.svc.cluster.LOCAL.', false],
  ['metadata.google.internal', false],
  ['7.2.0.192.in-addr.arpa', false],
  ['', false],
])('whether %s may be said to strangers: %s', (name, isPublic) => {
  expect(isPublicName(name)).toBe(isPublic);
});
