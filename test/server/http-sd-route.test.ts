import { expect, test } from 'vitest';
import { ask, startTestApp } from '../helpers/app.ts';
import { labelledTarget } from '../helpers/labelled-target.ts';

const shop = {
  instance: 'https://shop.example/',
  job: 'vendors',
  module: 'web',
  vendor: 'shop',
  vantage: 'eu',
};
const targets = [
  labelledTarget({ labels: shop, target: { text: 'https://shop.example/' }, intervalMs: 30_000 }),
  labelledTarget({
    labels: { ...shop, instance: 'https://shop.example/login' },
    target: { text: 'https://shop.example/login' },
    intervalMs: 30_000,
  }),
  labelledTarget({
    labels: { ...shop, instance: 'https://shop.example/login', hostname: 'a.example' },
    target: { text: 'https://shop.example/login', hostname: 'a.example' },
    intervalMs: 500,
  }),
  labelledTarget({
    labels: { ...shop, instance: 'https://bank.example/' },
    target: { text: 'https://me:secret@bank.example/' },
  }),
  labelledTarget({
    jobName: 'partners',
    labels: { instance: 'db.example:5432', job: 'partners', module: 'web' },
    target: { text: 'db.example:5432' },
    intervalMs: 60_000,
  }),
];

test.each([
  {
    name: 'all targets, those with the same labels together, and none with credentials',
    query: '',
    groups: [
      {
        targets: ['https://shop.example/', 'https://shop.example/login'],
        labels: {
          job: 'vendors',
          module: 'web',
          vendor: 'shop',
          vantage: 'eu',
          __param_module: 'web',
          __scrape_interval__: '30000ms',
          __scrape_timeout__: '10500ms',
        },
      },
      {
        targets: ['https://shop.example/login'],
        labels: {
          job: 'vendors',
          module: 'web',
          vendor: 'shop',
          vantage: 'eu',
          hostname: 'a.example',
          __param_module: 'web',
          __param_hostname: 'a.example',
          __scrape_interval__: '500ms',
          __scrape_timeout__: '500ms',
        },
      },
      {
        targets: ['db.example:5432'],
        labels: {
          job: 'partners',
          module: 'web',
          __param_module: 'web',
          __scrape_interval__: '60000ms',
          __scrape_timeout__: '10500ms',
        },
      },
    ],
  },
  {
    name: 'the targets of one job',
    query: '?job=partners&job=unknown',
    groups: [
      {
        targets: ['db.example:5432'],
        labels: {
          job: 'partners',
          module: 'web',
          __param_module: 'web',
          __scrape_interval__: '60000ms',
          __scrape_timeout__: '10500ms',
        },
      },
    ],
  },
  { name: 'none of a job that there is not', query: '?job=unknown', groups: [] },
])('tells Prometheus $name', async ({ query, groups }) => {
  await using app = await startTestApp({ targets });
  const { status, headers, text } = await ask(app.port, `/api/v1/http_sd${query}`);
  expect({ status, type: headers['content-type'], groups: JSON.parse(text) as unknown }).toEqual({
    status: 200,
    type: 'application/json',
    groups,
  });
});
