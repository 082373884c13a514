import { expect, test } from 'vitest';
import { configurationText } from '../../../bench/schedule/configuration.ts';
import { probers } from '../../../probes/registry.ts';
import { parseConfig } from '../../../src/config/load.ts';

const addresses = ['127.0.0.1:8001', '127.0.0.2:8002'];

test.each([
  {
    prober: 'http' as const,
    groups: [
      {
        targets: ['http://127.0.0.1:8001/?n=0', 'http://127.0.0.2:8002/?n=1', 'http://127.0.0.1:8001/?n=2'],
        labels: {},
      },
    ],
  },
  {
    prober: 'tcp' as const,
    groups: [
      { targets: ['127.0.0.1:8001'], labels: { n: '0', __param_hostname: 'n0.test' } },
      { targets: ['127.0.0.2:8002'], labels: { n: '1', __param_hostname: 'n1.test' } },
      { targets: ['127.0.0.1:8001'], labels: { n: '2', __param_hostname: 'n2.test' } },
    ],
  },
])('writes a file that is good, with different $prober targets over all addresses', ({ prober, groups }) => {
  const text = configurationText({ prober, targets: 3, intervalSeconds: 5, seconds: 1 }, addresses);
  const loaded = parseConfig({ text, fileName: 'bench.json' }, probers);
  if (!loaded.ok) throw new Error(JSON.stringify(loaded.issues));
  const [schedule] = loaded.config.schedules;
  expect(schedule).toMatchObject({ intervalMs: 5000, maxPerHost: 1000 });
  expect(JSON.parse(text)).toMatchObject({ modules: { bench: { prober } } });
  expect(schedule?.staticConfigs).toEqual(groups);
});
