import { expect, test } from 'vitest';
import { probers } from '../probes/registry.ts';
import { loadConfig } from '../src/config/load.ts';

test('the example configuration loads as it is, without a warning', async () => {
  const loaded = await loadConfig(['config.example.yml'], probers);
  expect(loaded).toMatchObject({ ok: true, warnings: [] });
  if (!loaded.ok) return;
  const modules = [...loaded.config.modules.values()].map(({ name, prober }) => `${name} (${prober.name})`);
  expect(modules).toEqual([
    'http_2xx (http)',
    'http_api_health (http)',
    'http_post_2xx (http)',
    'http_partner (http)',
    'tcp_connect (tcp)',
    'tcp_tls (tcp)',
    'ssh_banner (tcp)',
    'ssh_banner_extract (tcp)',
    'smtp_starttls (tcp)',
    'icmp (icmp)',
    'icmp_loss (icmp)',
    'tls_expiry (tls)',
    'tls_smtp (tls)',
    'dns_example (dns)',
    'grpc_health (grpc)',
    'statuspage (statuspage)',
    'websocket (websocket)',
  ]);
});
