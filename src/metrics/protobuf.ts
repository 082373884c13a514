import type { MetricFamily } from '../../probes/contract.ts';
import type { Heading } from './heading.ts';
import { type NameEscaping, type WrittenLabel, writtenLabels } from './label-names.ts';
import type { Exemplar, HistogramValue } from './page.ts';

/**
 * Bytes as a text of one character each, as Node.js calls `latin1`: texts are put together far faster than
 * small buffers.
 */
export type ByteText = string;

/**
 * The families as Prometheus' delimited protobuf: each a `MetricFamily` of io.prometheus.client behind its
 * length, sorted by name. A family without samples is left out.
 */
export function encodeFamilies(families: readonly MetricFamily[], escaping: NameEscaping): Uint8Array {
  const messages = families
    .filter(({ samples }) => samples.length > 0)
    .sort((a, b) => (a.name < b.name ? -1 : 1))
    .map((family) => {
      const metrics = family.samples.map(({ labels = {}, value }) =>
        encodeMetric(family.type, { labels: writtenLabels(labels, escaping), value }),
      );
      return delimited(encodeHeading(family) + metrics.join(''));
    });
  return Buffer.from(messages.join(''), 'latin1');
}

/** Field numbers and enum values are those of io/prometheus/client/metrics.proto. */
const typeNumbers: Readonly<Record<Heading['type'], number>> = { counter: 0, gauge: 1, histogram: 4 };
const valueFields: Readonly<Record<Heading['type'], number>> = { counter: 3, gauge: 2, histogram: 7 };

/** What a `MetricFamily` message begins with. */
export function encodeHeading({ name, help, type }: Heading): ByteText {
  return text(1, name) + text(2, help) + integer(3, typeNumbers[type]);
}

/** One series. */
export interface Metric {
  readonly labels: readonly WrittenLabel[];
  readonly value: number | HistogramValue;
  /** Of a counter. */
  readonly exemplar?: Exemplar | undefined;
}

/** One field `metric` of a `MetricFamily` message. */
export function encodeMetric(type: Heading['type'], { labels, value, exemplar }: Metric): ByteText {
  const encoded =
    typeof value === 'number' ? double(1, value) + encodeExemplar(2, exemplar) : encodeHistogram(value);
  return message(4, labels.map(encodeLabel).join('') + message(valueFields[type], encoded));
}

function encodeLabel({ name, value }: WrittenLabel): ByteText {
  return message(1, text(1, name) + text(2, value));
}

function encodeHistogram({ upperBounds, counts, sum, exemplars }: HistogramValue): ByteText {
  let buckets = '';
  let count = 0;
  for (const [index, own] of counts.entries()) {
    count += own;
    const bound = double(2, upperBounds[index] ?? Number.POSITIVE_INFINITY);
    buckets += message(3, integer(1, count) + bound + encodeExemplar(3, exemplars?.[index]));
  }
  return integer(1, count) + double(2, sum) + buckets;
}

function encodeExemplar(field: number, exemplar: Exemplar | undefined): ByteText {
  if (exemplar === undefined) return '';
  const { run, value } = exemplar;
  const seconds = Math.floor(run.endedAtSeconds);
  const nanos = Math.round((run.endedAtSeconds - seconds) * 1e3) * 1e6;
  const timestamp = integer(1, seconds) + integer(2, nanos);
  return message(
    field,
    encodeLabel({ name: 'run_id', value: run.id }) + double(2, value) + message(3, timestamp),
  );
}

// The wire types of the protocol buffer encoding: VARINT, I64 and LEN.
const varintType = 0;
const fixed64Type = 1;
const lengthType = 2;

function integer(field: number, value: number): ByteText {
  return tag(field, varintType) + varint(value);
}

const eightBytes = Buffer.alloc(8);

function double(field: number, value: number): ByteText {
  eightBytes.writeDoubleLE(value);
  return tag(field, fixed64Type) + eightBytes.toString('latin1');
}

function text(field: number, value: string): ByteText {
  return tag(field, lengthType) + delimited(utf8(value));
}

function message(field: number, bytes: ByteText): ByteText {
  return tag(field, lengthType) + delimited(bytes);
}

function tag(field: number, wireType: number): ByteText {
  return varint(field * 8 + wireType);
}

/** Bytes behind their length. */
function delimited(bytes: ByteText): ByteText {
  return varint(bytes.length) + bytes;
}

/** A whole number from 0 up, seven bits a byte, the lowest first. */
export function varint(value: number): ByteText {
  let bytes = '';
  let rest = value;
  // Not by shifting, which ends at 32 bits.
  while (rest > 0x7f) {
    bytes += String.fromCharCode((rest % 0x80) + 0x80);
    rest = Math.floor(rest / 0x80);
  }
  return bytes + String.fromCharCode(rest);
}

function utf8(value: string): ByteText {
  return /^[\0-\x7f]*$/.test(value) ? value : Buffer.from(value, 'utf8').toString('latin1');
}
