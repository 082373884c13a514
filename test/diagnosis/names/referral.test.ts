import { type Answer, encode } from 'dns-packet';
import { expect, test } from 'vitest';
import { decodeMessage } from '../../../probes/dns/message.ts';
import { aliasOf, referralIn } from '../../../src/diagnosis/names/referral.ts';

interface Said {
  readonly answers?: Answer[];
  readonly authorities?: Answer[];
  readonly additionals?: Answer[];
}

function reply(said: Said) {
  const decoded = decodeMessage(encode({ type: 'response', id: 1, ...said }));
  if (!decoded.ok) throw new Error(decoded.problem);
  return decoded.message;
}

const ns = (name: string, data: string): Answer => ({ type: 'NS', name, data, ttl: 60 });
const a = (name: string, data: string): Answer => ({ type: 'A', name, data, ttl: 60 });
const aaaa = (name: string, data: string): Answer => ({ type: 'AAAA', name, data, ttl: 60 });

test.each([
  {
    name: 'a zone below with the addresses of its servers',
    said: {
      authorities: [ns('Shop.Example', 'NS1.shop.example'), ns('shop.example', 'ns2.shop.example')],
      additionals: [
        a('ns1.shop.example', '203.0.113.1'),
        aaaa('ns1.shop.example', '2001:db8::1'),
        a('other.example', '203.0.113.9'),
      ],
    },
    zone: {
      name: 'shop.example.',
      servers: [
        { name: 'ns1.shop.example.', addresses: ['203.0.113.1', '2001:db8::1'] },
        { name: 'ns2.shop.example.', addresses: [] },
      ],
    },
  },
  {
    name: 'a zone whose servers stand in private networks, which counts for nothing',
    said: {
      authorities: [ns('shop.example', 'ns.shop.example')],
      additionals: [
        a('ns.shop.example', '10.0.0.1'),
        a('ns.shop.example', '169.254.169.253'),
        a('ns.shop.example', '127.0.0.53'),
        aaaa('ns.shop.example', '::ffff:192.168.0.1'),
        aaaa('ns.shop.example', 'fd00::1'),
      ],
    },
    zone: { name: 'shop.example.', servers: [{ name: 'ns.shop.example.', addresses: [] }] },
  },
  { name: 'itself again', said: { authorities: [ns('example', 'ns.example')] }, zone: undefined },
  { name: 'a zone above', said: { authorities: [ns('.', 'ns.example')] }, zone: undefined },
  {
    name: 'a zone that is none of the name',
    said: { authorities: [ns('bank.example', 'ns.example')] },
    zone: undefined,
  },
  {
    name: 'a zone, beside an answer',
    said: {
      answers: [a('www.shop.example', '203.0.113.5')],
      authorities: [ns('shop.example', 'ns.example')],
    },
    zone: undefined,
  },
])('a reply that refers to $name', ({ said, zone }) => {
  const asked = { name: 'www.shop.example.', zone: 'example.', mayLeadInside: false };
  expect(referralIn(reply(said), asked)).toEqual(zone);
});

test('within a private network, servers there count', () => {
  const message = reply({
    authorities: [ns('corp.example', 'ns.corp.example')],
    additionals: [a('ns.corp.example', '10.0.0.1')],
  });
  expect(referralIn(message, { name: 'a.corp.example.', zone: '.', mayLeadInside: true })?.servers).toEqual([
    { name: 'ns.corp.example.', addresses: ['10.0.0.1'] },
  ]);
});

test('aliases are followed to their end, and a circle has one', () => {
  const alias = (name: string, data: string): Answer => ({ type: 'CNAME', name, data, ttl: 60 });
  const chain = reply({
    answers: [alias('a.test', 'b.test'), alias('b.test', 'c.test'), a('c.test', '203.0.113.5')],
  });
  expect(aliasOf('a.test.', chain)).toBe('c.test.');
  expect(aliasOf('z.test.', chain)).toBeUndefined();
  const circle = reply({ answers: [alias('a.test', 'b.test'), alias('b.test', 'a.test')] });
  expect(aliasOf('a.test.', circle)).toBeUndefined();
});
