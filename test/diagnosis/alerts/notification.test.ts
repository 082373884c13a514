import { assert, json, oneof, property, string } from 'fast-check';
import { expect, test } from 'vitest';
import { readNotification } from '../../../src/diagnosis/alerts/notification.ts';

const alert = {
  status: 'firing',
  labels: { alertname: 'Down', instance: 'a' },
  annotations: { summary: 'a is down' },
  startsAt: '2026-11-29T10:00:00.123456789Z',
  endsAt: '0001-01-01T00:00:00Z',
  generatorURL: 'http://prometheus.example/graph',
  fingerprint: '0123456789abcdef',
};
const envelope = { version: '4', groupKey: '{}', status: 'firing', receiver: 'x', truncatedAlerts: 0 };

function reading(changes: object, outer: object = {}) {
  return readNotification(JSON.stringify({ ...envelope, alerts: [{ ...alert, ...changes }], ...outer }));
}

test('reads what it needs of each alert', () => {
  const { fingerprint, labels, startsAt } = alert;
  expect(reading({})).toEqual({ ok: true, alerts: [{ fingerprint, labels, startsAt, isFiring: true }] });
  expect(reading({ status: 'resolved', startsAt: '2026-11-29T12:00:00+02:00' })).toMatchObject({
    alerts: [{ isFiring: false }],
  });
});

test('keeps no labels without bounds', () => {
  const many = Object.fromEntries(Array.from({ length: 70 }, (_, index) => [`l${index}`, 'v']));
  const read = reading({ labels: { alertname: 'Down', long: 'x'.repeat(600), ...many } });
  const labels = read.ok ? Object.keys(read.alerts[0]?.labels ?? {}) : [];
  expect([labels[0], labels.includes('long'), labels.length]).toEqual(['alertname', false, 64]);
});

test.each([
  ['no JSON', readNotification('{'), 'Invalid input: expected object, received undefined'],
  ['another version', reading({}, { version: '3' }), 'version: Invalid input: expected "4"'],
  [
    'a fingerprint that is none',
    reading({ fingerprint: '../x' }),
    'alerts.0.fingerprint: must be 16 hexadecimal digits',
  ],
  ['a time that is none', reading({ startsAt: 'now' }), 'alerts.0.startsAt: Invalid ISO datetime'],
  [
    'a label that is no text',
    reading({ labels: { a: 1 } }),
    'alerts.0.labels.a: Invalid input: expected string, received number',
  ],
  [
    'more alerts than anybody could read',
    reading({}, { alerts: Array.from({ length: 1001 }, () => alert) }),
    'alerts: Too big: expected array to have <=1000 items',
  ],
])('refuses %s', (_name, read, error) => {
  expect(read).toEqual({ ok: false, error: `This is not what Alertmanager posts to a webhook: ${error}.` });
});

test('never throws', () => {
  assert(
    property(oneof(string(), json()), (text) => {
      expect(readNotification(text).ok).toBe(false);
    }),
  );
});
