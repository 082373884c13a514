import { expect, test } from 'vitest';
import { targetOfAlert } from '../../../src/diagnosis/alerts/alert-target.ts';
import { scheduledTarget } from '../../helpers/scheduled-runs.ts';

const targets = [
  { instance: 'shop', job: 'vendors', module: 'web', vantage: 'eu', vendor: 'a' },
  { instance: 'shop', job: 'vendors', module: 'tls', vantage: 'eu', vendor: 'a' },
  { instance: 'shop', job: 'own', module: 'web', vantage: 'eu', hostname: 'b.example' },
].map((labels, index) => scheduledTarget(String(index), { labels }));

test.each([
  { name: 'job and instance', labels: { job: 'vendors', instance: 'shop' }, found: '0' },
  { name: 'the module too', labels: { job: 'vendors', instance: 'shop', module: 'tls' }, found: '1' },
  {
    name: 'labels that do not matter',
    labels: { job: 'own', instance: 'shop', severity: 'critical', vendor: 'x' },
    found: '2',
  },
  { name: 'another host name', labels: { job: 'own', instance: 'shop', hostname: 'c.example' } },
  { name: 'another vantage point', labels: { job: 'own', instance: 'shop', vantage: 'us' } },
  { name: 'another module', labels: { job: 'own', instance: 'shop', module: 'tls' } },
  { name: 'no instance', labels: { job: 'own' } },
  { name: 'no job', labels: { instance: 'shop' } },
  { name: 'another instance', labels: { job: 'own', instance: 'bank' } },
])('of an alert with $name', ({ labels, found }) => {
  expect(targetOfAlert({ alertname: 'Down', ...labels }, targets)?.key).toBe(found);
});
