import { expect, test } from 'vitest';
import { overIp6, parseResolvers } from '../../src/diagnosis/usual-resolvers.ts';

test.each([
  ['none', []],
  ['9.9.9.9', ['9.9.9.9']],
  ['1.1.1.1, 8.8.8.8', ['1.1.1.1', '8.8.8.8']],
  ['127.0.0.1:5353,[::1]:53,2620:fe::fe', ['127.0.0.1:5353', '[::1]:53', '2620:fe::fe']],
  ['dns.example', { problem: '"dns.example" is no IP address' }],
  ['', { problem: '"" is no IP address' }],
  ['1.1.1.1,', { problem: '"" is no IP address' }],
])('reads the list of resolvers "%s"', (text, servers) => {
  expect(parseResolvers(text)).toEqual(servers);
});

test('asks the usual ones over IPv6 where there is nothing else, and others as they are named', () => {
  expect(overIp6(['9.9.9.9', '192.0.2.53'])).toEqual(['2620:fe::fe', '192.0.2.53']);
});
