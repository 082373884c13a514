import { gunzipSync } from 'node:zlib';
import protobuf from 'protobufjs';
import { expect, test } from 'vitest';
import { ask, startTestApp } from '../helpers/app.ts';

const accept = 'application/vnd.google.protobuf;proto=io.prometheus.client.MetricFamily;encoding=delimited';

/** The names of delimited MetricFamily messages: field 1 of each. */
function familyNames(bytes: Uint8Array): string[] {
  const reader = protobuf.Reader.create(bytes);
  const names: string[] = [];
  while (reader.pos < reader.len) {
    const end = reader.uint32() + reader.pos;
    expect(reader.uint32()).toBe(0x0a);
    names.push(reader.string());
    reader.pos = end;
  }
  return names;
}

test.each([
  {
    path: '/probe?module=web&target=x',
    holds: ['probe_duration_seconds', 'probe_fake_info', 'probe_success'],
  },
  { path: '/metrics', holds: ['blackbox_exporter_build_info', 'process_start_time_seconds'] },
])('answers $path in delimited protobuf to who prefers it', async ({ path, holds }) => {
  await using app = await startTestApp();
  const answer = await ask(app.port, path, { headers: { accept } });
  expect(answer.headers['content-type']).toBe(
    'application/vnd.google.protobuf; proto=io.prometheus.client.MetricFamily; encoding=delimited; escaping=underscores',
  );
  const names = familyNames(answer.body);
  expect(names).toEqual(expect.arrayContaining(holds));
  expect(names).toEqual(names.toSorted());
});

test('shows in protobuf what it shows as text', async () => {
  await using app = await startTestApp();
  const text = await ask(app.port, '/metrics');
  const inText = [...text.text.matchAll(/^# TYPE (\S+)/gm)].map(([, name]) => name);
  // Of a family without samples the text has the heading only, protobuf nothing.
  const withSamples = inText.filter((name) =>
    new RegExp(`^${name}(?:_bucket|_sum|_count)?[ {]`, 'm').test(text.text),
  );
  const binary = await ask(app.port, '/metrics', { headers: { accept, 'accept-encoding': 'gzip' } });
  expect(binary.headers['content-encoding']).toBe('gzip');
  expect(familyNames(gunzipSync(binary.body))).toEqual(expect.arrayContaining(withSamples));
});
