import protobuf from 'protobufjs';

/** The part of io/prometheus/client/metrics.proto that is written here. */
const metricFamily = protobuf
  .parse(
    `syntax = "proto2";
     message LabelPair { optional string name = 1; optional string value = 2; }
     enum MetricType { COUNTER = 0; GAUGE = 1; SUMMARY = 2; UNTYPED = 3; HISTOGRAM = 4; }
     message Timestamp { optional int64 seconds = 1; optional int32 nanos = 2; }
     message Exemplar { repeated LabelPair label = 1; optional double value = 2; optional Timestamp timestamp = 3; }
     message Gauge { optional double value = 1; }
     message Counter { optional double value = 1; optional Exemplar exemplar = 2; }
     message Bucket {
       optional uint64 cumulative_count = 1; optional double upper_bound = 2; optional Exemplar exemplar = 3;
     }
     message Histogram { optional uint64 sample_count = 1; optional double sample_sum = 2; repeated Bucket bucket = 3; }
     message Metric {
       repeated LabelPair label = 1; optional Gauge gauge = 2; optional Counter counter = 3;
       optional Histogram histogram = 7;
     }
     message MetricFamily {
       optional string name = 1; optional string help = 2; optional MetricType type = 3; repeated Metric metric = 4;
     }`,
    { keepCase: true },
  )
  .root.lookupType('MetricFamily');

/** Reads delimited families with a decoder that is not ours. */
export function decodeFamilies(bytes: Uint8Array): unknown[] {
  const reader = protobuf.Reader.create(bytes);
  const families: unknown[] = [];
  while (reader.pos < reader.len) {
    const family = metricFamily.decodeDelimited(reader);
    families.push(metricFamily.toObject(family, { longs: Number, enums: String }));
  }
  return families;
}
