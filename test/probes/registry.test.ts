import { expect, test } from 'vitest';
import { probers } from '../../probes/registry.ts';
import { parseConfig } from '../../src/config/load.ts';
import { renderModule } from '../../src/config/render.ts';

test('has the probers in the order in which blackbox_exporter shows their blocks, ours last', () => {
  const order = ['http', 'tcp', 'icmp', 'dns', 'grpc', 'unix', 'websocket', 'tls', 'statuspage'];
  expect([...probers.keys()]).toEqual(order);
});

test('shows the keys of a block in the order of blackbox_exporter', () => {
  const text =
    'modules: { m: { prober: grpc, grpc: { preferred_ip_protocol: ip4, tls: true, service: a, metadata: { b: [c] } } } }';
  const loaded = parseConfig({ text, fileName: 'c' }, probers);
  const module = loaded.ok ? loaded.config.modules.get('m') : undefined;
  if (module === undefined) throw new Error('the module of this test does not load');
  expect(renderModule(module, undefined)).toContain(`grpc:
  service: a
  tls: true
  ip_protocol_fallback: true
  preferred_ip_protocol: ip4
  metadata:
    b:
    - c
`);
});
