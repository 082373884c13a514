import { expect, test } from 'vitest';
import { probers } from '../../probes/registry.ts';
import { subjectOf } from '../../src/diagnosis/subject.ts';
import { moduleOf } from './diagnosed.ts';

const tcp = { transport: 'tcp', isTls: false, isHttp: false };
const nowhere = { transport: 'none', isTls: false, isHttp: false };

/** What a diagnosis takes a target for, by prober. */
const rows: Readonly<Record<string, readonly (readonly [block: string, target: string, subject: object])[]>> =
  {
    http: [
      ['', 'shop.example', { ...tcp, host: 'shop.example', port: 80, isHttp: true }],
      ['', 'https://shop.example/a', { ...tcp, host: 'shop.example', port: 443, isTls: true, isHttp: true }],
      [
        '',
        'https://[2001:db8::1]:8443/',
        { ...tcp, host: '2001:db8::1', port: 8443, isTls: true, isHttp: true },
      ],
      [
        'http: {proxy_url: "http://proxy.example:3128"}',
        'http://shop.example/',
        { ...tcp, transport: 'proxy', host: 'shop.example', port: 80, isHttp: true },
      ],
      ['', 'http://[::1', nowhere],
      ['', 'http://shop.example:99999/', nowhere],
    ],
    statuspage: [
      ['', 'status.example', { ...tcp, host: 'status.example', port: 443, isTls: true, isHttp: true }],
    ],
    websocket: [
      ['', 'ws://shop.example/', { ...tcp, host: 'shop.example', port: 80 }],
      ['', 'wss://shop.example:8443/', { ...tcp, host: 'shop.example', port: 8443, isTls: true }],
    ],
    tcp: [
      ['', 'db.example:5432', { ...tcp, host: 'db.example', port: 5432 }],
      ['tcp: {tls: true}', '[::1]:993', { ...tcp, host: '::1', port: 993, isTls: true }],
      ['', 'db.example', nowhere],
    ],
    tls: [
      ['', 'shop.example', { ...tcp, host: 'shop.example', port: 443, isTls: true }],
      ['tls: {starttls: smtp}', 'mail.example', { ...tcp, host: 'mail.example', port: 25 }],
    ],
    grpc: [
      ['', 'api.example:50051', { ...tcp, host: 'api.example', port: 50_051 }],
      ['grpc: {tls: true}', 'api.example:443', { ...tcp, host: 'api.example', port: 443, isTls: true }],
    ],
    dns: [
      [
        'dns: {query_name: a.example}',
        '192.0.2.53',
        { ...tcp, transport: 'udp', host: '192.0.2.53', port: 53 },
      ],
      [
        'dns: {query_name: a.example, transport_protocol: tcp, dns_over_tls: true}',
        'dns.example',
        { ...tcp, host: 'dns.example', port: 853, isTls: true },
      ],
      [
        'dns: {query_name: a.example, transport_protocol: https}',
        'dns.example',
        { ...tcp, host: 'dns.example', port: 443, isTls: true },
      ],
    ],
    icmp: [['', '192.0.2.1', { transport: 'icmp', host: '192.0.2.1', isTls: false, isHttp: false }]],
    unix: [['', '/run/app.sock', { ...nowhere, transport: 'unix' }]],
  };

test('there is a row for every prober', () => {
  expect(Object.keys(rows).toSorted()).toEqual([...probers.keys()].toSorted());
});

test.each(Object.entries(rows).flatMap(([prober, cases]) => cases.map((each) => [prober, ...each] as const)))(
  '%s with {%s} of "%s"',
  (prober, block, target, subject) => {
    const module = moduleOf(`{prober: ${prober}${block === '' ? '' : `, ${block}`}}`);
    expect(subjectOf({ module, target: { text: target } })).toEqual({
      module: 'm',
      prober,
      target,
      ...subject,
    });
  },
);

test('says no credentials', () => {
  const module = moduleOf('{prober: http}');
  expect(subjectOf({ module, target: { text: 'http://me:secret@shop.example/' } }).target).toBe(
    'http://me:xxxxx@shop.example/',
  );
});
