/**
 * The two messages of `grpc.health.v1.Health/Check` (gRPC's health/v1/health.proto) in protobuf's wire format,
 * https://protobuf.dev/programming-guides/encoding/:
 *
 *     message HealthCheckRequest  { string service = 1; }
 *     message HealthCheckResponse { ServingStatus status = 1; }
 */

/** The values of the enum ServingStatus, by number. */
export const servingStatusNames = ['UNKNOWN', 'SERVING', 'NOT_SERVING', 'SERVICE_UNKNOWN'] as const;

/** The number of SERVING. */
export const serving = 1;

/** The bytes of a HealthCheckRequest: nothing at all for the empty service, which is the field's default. */
export function encodeHealthCheckRequest(service: string): Buffer {
  const text = Buffer.from(service, 'utf8');
  if (text.length === 0) return text;
  return Buffer.concat([Buffer.of(0x0a, ...varint(text.length)), text]);
}

/**
 * The status of a HealthCheckResponse as the number it was sent as, 0 (UNKNOWN) when it was left out; `undefined`
 * for what is no message. Fields that are not known are passed by, the last of several `status` counts. The
 * groups of proto1 are refused.
 */
export function decodeHealthCheckResponse(bytes: Uint8Array): number | undefined {
  let status = 0;
  for (let at = 0; at < bytes.length; ) {
    const tag = readVarint(bytes, at);
    if (tag === undefined || tag.value >> 3n === 0n || tag.value >> 32n !== 0n) return undefined;
    const wireType = Number(tag.value & 7n);
    if (wireType === 0) {
      const field = readVarint(bytes, tag.end);
      if (field === undefined) return undefined;
      if (tag.value >> 3n === 1n) status = Number(BigInt.asIntN(32, field.value));
      at = field.end;
    } else {
      const end = endOfField(bytes, tag.end, wireType);
      if (end === undefined || end > bytes.length) return undefined;
      at = end;
    }
  }
  return status;
}

function endOfField(bytes: Uint8Array, at: number, wireType: number): number | undefined {
  if (wireType === 1) return at + 8;
  if (wireType === 5) return at + 4;
  if (wireType !== 2) return undefined;
  const length = readVarint(bytes, at);
  return length === undefined ? undefined : length.end + Number(length.value);
}

function varint(value: number): number[] {
  const bytes: number[] = [];
  let rest = value;
  for (; rest > 0x7f; rest >>>= 7) bytes.push((rest & 0x7f) | 0x80);
  return [...bytes, rest];
}

/** At most ten bytes, of which the last adds a single bit: 64 bits in all. */
function readVarint(bytes: Uint8Array, start: number): { value: bigint; end: number } | undefined {
  let value = 0n;
  for (let index = 0; index < 10; index += 1) {
    const byte = bytes[start + index];
    if (byte === undefined || (index === 9 && byte > 1)) return undefined;
    value |= BigInt(byte & 0x7f) << BigInt(7 * index);
    if (byte < 0x80) return { value, end: start + index + 1 };
  }
  return undefined;
}
