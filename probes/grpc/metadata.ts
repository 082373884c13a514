import { bytesFromText } from '../shared/schema/byte-string.ts';

/** Header fields as node:http2 takes them, or why the metadata cannot be sent. */
export type MetadataFields =
  | { readonly ok: true; readonly fields: Readonly<Record<string, readonly string[]>> }
  | { readonly ok: false; readonly detail: string };

/** What the call itself sets: such keys are dropped, as grpc-go drops them. */
const reserved: ReadonlySet<string> = new Set([
  'content-type',
  'user-agent',
  'grpc-message-type',
  'grpc-encoding',
  'grpc-message',
  'grpc-status',
  'grpc-timeout',
  'te',
]);

/**
 * Metadata as header fields (gRPC, doc/PROTOCOL-HTTP2.md, "Custom-Metadata"): values of keys that end in `-bin`
 * are bytes and travel in base64 without padding, all others are printable ASCII. A key with an upper-case
 * letter is refused, as grpc-go refuses it.
 */
export function metadataFields(metadata: ReadonlyMap<string, readonly string[]>): MetadataFields {
  const fields = new Map<string, readonly string[]>();
  for (const [key, values] of metadata) {
    if (key.startsWith(':') || reserved.has(key) || values.length === 0) continue;
    if (!/^[0-9a-z_.-]+$/u.test(key)) {
      const detail = `the metadata key ${JSON.stringify(key)} has characters besides a-z, 0-9, "-", "_" and "."`;
      return { ok: false, detail };
    }
    if (key.endsWith('-bin')) {
      fields.set(key, values.map(rawBase64));
    } else if (values.every((value) => /^[\x20-\x7e]*$/u.test(value))) {
      fields.set(key, values);
    } else {
      const detail = `a value of the metadata key ${JSON.stringify(key)} is not printable ASCII; "-bin" keys take bytes`;
      return { ok: false, detail };
    }
  }
  return { ok: true, fields: Object.fromEntries(fields) };
}

function rawBase64(value: string): string {
  return bytesFromText(value).toString('base64').replace(/=+$/u, '');
}
