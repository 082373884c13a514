import { type NameEscaping, writtenLabels } from './label-names.ts';

/** A family as the protobuf format has it; those of a probe have numbers only. */
export interface WireFamily {
  readonly name: string;
  readonly help: string;
  readonly type: 'counter' | 'gauge' | 'histogram';
  readonly samples: readonly WireSample[];
}

export interface WireSample {
  readonly labels?: Readonly<Record<string, string>>;
  readonly value: number | WireHistogram;
}

/** A histogram of classic buckets. */
export interface WireHistogram {
  readonly count: number;
  readonly sum: number;
  readonly buckets: readonly { readonly upperBound: number; readonly cumulativeCount: number }[];
}

/**
 * The families as Prometheus' delimited protobuf: each a `MetricFamily` of io.prometheus.client behind its
 * length, sorted by name. A family without samples is left out.
 */
export function encodeFamilies(families: readonly WireFamily[], escaping: NameEscaping): Uint8Array {
  return Buffer.concat(
    families
      .filter(({ samples }) => samples.length > 0)
      .sort((a, b) => (a.name < b.name ? -1 : 1))
      .map((family) => delimited(encodeFamily(family, escaping))),
  );
}

/** Field numbers and enum values are those of io/prometheus/client/metrics.proto. */
const typeNumbers: Readonly<Record<WireFamily['type'], number>> = { counter: 0, gauge: 1, histogram: 4 };
const valueFields: Readonly<Record<WireFamily['type'], number>> = { counter: 3, gauge: 2, histogram: 7 };

function encodeFamily({ name, help, type, samples }: WireFamily, escaping: NameEscaping): Buffer {
  return Buffer.concat([
    text(1, name),
    text(2, help),
    integer(3, typeNumbers[type]),
    ...samples.map(({ labels = {}, value }) => {
      const pairs = writtenLabels(labels, escaping).map((label) =>
        message(1, [text(1, label.name), text(2, label.value)]),
      );
      return message(4, [...pairs, message(valueFields[type], encodeValue(value))]);
    }),
  ]);
}

function encodeValue(value: number | WireHistogram): readonly Buffer[] {
  if (typeof value === 'number') return [double(1, value)];
  const buckets = value.buckets.map(({ upperBound, cumulativeCount }) =>
    message(3, [integer(1, cumulativeCount), double(2, upperBound)]),
  );
  return [integer(1, value.count), double(2, value.sum), ...buckets];
}

// The wire types of the protocol buffer encoding: VARINT, I64 and LEN.
const varintType = 0;
const fixed64Type = 1;
const lengthType = 2;

function integer(field: number, value: number): Buffer {
  return Buffer.concat([tag(field, varintType), varint(value)]);
}

function double(field: number, value: number): Buffer {
  const bytes = Buffer.alloc(8);
  bytes.writeDoubleLE(value);
  return Buffer.concat([tag(field, fixed64Type), bytes]);
}

function text(field: number, value: string): Buffer {
  return Buffer.concat([tag(field, lengthType), delimited(Buffer.from(value, 'utf8'))]);
}

function message(field: number, parts: readonly Buffer[]): Buffer {
  return Buffer.concat([tag(field, lengthType), delimited(Buffer.concat(parts))]);
}

function tag(field: number, wireType: number): Buffer {
  return varint(field * 8 + wireType);
}

function delimited(bytes: Buffer): Buffer {
  return Buffer.concat([varint(bytes.length), bytes]);
}

/** A whole number from 0 up, seven bits a byte, the lowest first. */
function varint(value: number): Buffer {
  const bytes: number[] = [];
  let rest = value;
  // Not by shifting, which ends at 32 bits.
  while (rest > 0x7f) {
    bytes.push((rest % 0x80) + 0x80);
    rest = Math.floor(rest / 0x80);
  }
  return Buffer.from([...bytes, rest]);
}
