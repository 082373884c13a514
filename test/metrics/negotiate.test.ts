import { expect, test } from 'vitest';
import { allFormats, negotiate, referenceFormats } from '../../src/metrics/negotiate.ts';

const prometheus3 =
  'application/openmetrics-text;version=1.0.0;escaping=allow-utf-8;q=0.5,' +
  'application/openmetrics-text;version=0.0.1;q=0.4,' +
  'text/plain;version=1.0.0;escaping=allow-utf-8;q=0.3,text/plain;version=0.0.4;q=0.2,*/*;q=0.1';

const delimited =
  'application/vnd.google.protobuf;proto=io.prometheus.client.MetricFamily;encoding=delimited';

test.each([
  { name: 'nothing', accept: '', escaping: 'underscores' },
  { name: 'anything', accept: '*/*', escaping: 'underscores' },
  {
    name: 'what Prometheus 2 asks for',
    accept: 'application/openmetrics-text;version=1.0.0,text/plain;version=0.0.4;q=0.5',
    escaping: 'underscores',
  },
  { name: 'what Prometheus 3 asks for', accept: prometheus3, escaping: 'allow-utf-8' },
  {
    name: 'text with UTF-8 names',
    accept: 'text/plain;version=0.0.4; escaping=allow-utf-8',
    escaping: 'allow-utf-8',
  },
  {
    name: 'UTF-8 names only after the text format',
    accept: 'text/plain, text/html;escaping=allow-utf-8;q=0.1',
    escaping: 'underscores',
  },
  {
    name: 'underscores after UTF-8 names',
    accept: 'a/b;escaping=allow-utf-8, text/plain;escaping=underscores',
    escaping: 'underscores',
  },
  {
    name: 'an escaping that is not spoken here',
    accept: 'text/plain;escaping=dots',
    escaping: 'underscores',
  },
  {
    name: 'protobuf in another encoding',
    accept: 'application/vnd.google.protobuf;proto=io.prometheus.client.MetricFamily;encoding=text',
    escaping: 'underscores',
  },
  {
    name: 'another protobuf message',
    accept: 'application/vnd.google.protobuf;proto=x.Y;encoding=delimited',
    escaping: 'underscores',
  },
  {
    name: 'protobuf that is liked less than text',
    accept: `text/plain, ${delimited};q=0.5`,
    escaping: 'underscores',
  },
  { name: 'garbage', accept: ';;=,q=;,,"', escaping: 'underscores' },
])('answers text 0.0.4 with $escaping to $name', ({ accept, escaping }) => {
  const form = negotiate({ accept, acceptEncoding: '' }, referenceFormats);
  expect(form.format).toBe('text');
  expect(form.escaping).toBe(escaping);
  expect(form.contentType).toBe(`text/plain; version=0.0.4; charset=utf-8; escaping=${escaping}`);
});

test.each([
  { name: 'alone', accept: delimited, escaping: 'underscores' },
  {
    name: 'as Prometheus asks for it',
    accept: `${delimited};q=0.6,application/openmetrics-text;version=1.0.0;q=0.5,text/plain;q=0.2`,
    escaping: 'underscores',
  },
  { name: 'with UTF-8 names', accept: `${delimited};escaping=allow-utf-8`, escaping: 'allow-utf-8' },
])('answers delimited protobuf $name', ({ accept, escaping }) => {
  expect(negotiate({ accept, acceptEncoding: '' }, referenceFormats)).toEqual({
    format: 'protobuf',
    escaping,
    gzip: false,
    contentType: `application/vnd.google.protobuf; proto=io.prometheus.client.MetricFamily; encoding=delimited; escaping=${escaping}`,
  });
});

const prometheus2 =
  'application/openmetrics-text;version=1.0.0,application/openmetrics-text;version=0.0.1;q=0.75,' +
  'text/plain;version=0.0.4;q=0.5,*/*;q=0.1';

test.each([
  { name: 'what Prometheus 2 asks for', accept: prometheus2, format: 'openmetrics', escaping: 'underscores' },
  { name: 'what Prometheus 3 asks for', accept: prometheus3, format: 'openmetrics', escaping: 'allow-utf-8' },
  {
    name: 'any version of it',
    accept: 'application/openmetrics-text',
    format: 'openmetrics',
    escaping: 'underscores',
  },
  {
    name: 'its older version alone',
    accept: 'application/openmetrics-text;version=0.0.1',
    format: 'text',
    escaping: 'underscores',
  },
  {
    name: 'a version to come',
    accept: 'application/openmetrics-text;version=2.0.0',
    format: 'text',
    escaping: 'underscores',
  },
  {
    name: 'text that is liked better',
    accept: 'application/openmetrics-text;version=1.0.0;q=0.5,text/plain;q=0.6',
    format: 'text',
    escaping: 'underscores',
  },
  {
    name: 'protobuf that is liked better',
    accept: `application/openmetrics-text;version=1.0.0;q=0.5,${delimited};q=0.6`,
    format: 'protobuf',
    escaping: 'underscores',
  },
  { name: 'anything', accept: '*/*', format: 'text', escaping: 'underscores' },
  { name: 'nothing', accept: '', format: 'text', escaping: 'underscores' },
] as const)('where OpenMetrics is spoken, answers $format to $name', ({ accept, format, escaping }) => {
  const form = negotiate({ accept, acceptEncoding: '' }, allFormats);
  const contentTypes = {
    text: 'text/plain; version=0.0.4; charset=utf-8',
    openmetrics: 'application/openmetrics-text; version=1.0.0; charset=utf-8',
    protobuf: delimited.replaceAll(';', '; '),
  };
  expect(form).toEqual({
    format,
    escaping,
    gzip: false,
    contentType: `${contentTypes[format]}; escaping=${escaping}`,
  });
});

test.each([
  { acceptEncoding: '', gzip: false },
  { acceptEncoding: 'gzip', gzip: true },
  { acceptEncoding: 'GZIP', gzip: true },
  { acceptEncoding: 'gzip;q=1', gzip: true },
  { acceptEncoding: 'deflate, gzip;q=0.5', gzip: true },
  { acceptEncoding: 'gzip;q=0.001', gzip: true },
  { acceptEncoding: 'gzip;q=0', gzip: false },
  { acceptEncoding: 'gzip;q=0.0', gzip: false },
  { acceptEncoding: 'gzip ; q=0', gzip: false },
  { acceptEncoding: 'gzip;q=x', gzip: false },
  { acceptEncoding: '*', gzip: false },
  { acceptEncoding: 'gzip;q=0.5, identity', gzip: false },
  { acceptEncoding: 'gzip, identity;q=0.5', gzip: true },
  { acceptEncoding: 'gzipx', gzip: false },
  { acceptEncoding: 'zstd', gzip: false },
])('Accept-Encoding "$acceptEncoding": gzip $gzip', ({ acceptEncoding, gzip }) => {
  expect(negotiate({ accept: '', acceptEncoding }, referenceFormats).gzip).toBe(gzip);
});
