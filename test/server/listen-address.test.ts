import { expect, test } from 'vitest';
import { parseListenAddress } from '../../src/server/listen-address.ts';

test.each([
  { text: ':9115', address: { ok: true, port: 9115 } },
  { text: '127.0.0.1:0', address: { ok: true, host: '127.0.0.1', port: 0 } },
  { text: '[::1]:9115', address: { ok: true, host: '::1', port: 9115 } },
  { text: 'localhost:9115', address: { ok: true, host: 'localhost', port: 9115 } },
  { text: ':http', address: { ok: true, port: 80 } },
])('reads $text', ({ text, address }) => {
  expect(parseListenAddress(text)).toEqual(address);
});

test.each([
  '',
  '9115',
  '127.0.0.1',
  '::1:9115',
  '[::1]',
  ':65536',
  ':-1',
  ':no-such-service',
  'vsock://:9115',
])('refuses "%s"', (text) => {
  expect(parseListenAddress(text)).toMatchObject({ ok: false });
});
