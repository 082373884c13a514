import { ipv4Text, ipv6Text, parameterValue } from './presentation.ts';
import { Malformed, WireReader } from './wire-reader.ts';

/** Names of the keys by number (IANA, Service Parameter Keys). */
const keyNames = [
  'mandatory',
  'alpn',
  'no-default-alpn',
  'port',
  'ipv4hint',
  'ech',
  'ipv6hint',
  'dohpath',
  'ohttp',
] as const;

/** The parameters of an SVCB or HTTPS record (RFC 9460, section 2.1), by ascending key: `alpn="h2,h3"`. */
export function serviceParameters(reader: WireReader): readonly string[] {
  const parameters: { readonly key: number; readonly text: string }[] = [];
  while (reader.remaining > 0) {
    const key = reader.u16();
    const value = reader.bytes(reader.u16());
    parameters.push({ key, text: `${keyName(key)}="${valueText(key, value)}"` });
  }
  return parameters.sort((left, right) => left.key - right.key).map(({ text }) => text);
}

function keyName(key: number): string {
  return keyNames[key] ?? `key${key}`;
}

function valueText(key: number, value: Buffer): string {
  return (valueTexts.get(keyName(key)) ?? parameterValue)(value);
}

/** Keys whose values are more than a text. */
const valueTexts: ReadonlyMap<string, (value: Buffer) => string> = new Map([
  ['mandatory', (value) => numbers(value).map(keyName).join(',')],
  ['alpn', (value) => protocols(value).map(protocolText).join(',')],
  ['port', (value) => numbers(value).join(',')],
  ['ipv4hint', (value) => pieces(value, 4).map(ipv4Text).join(',')],
  ['ech', (value) => value.toString('base64')],
  ['ipv6hint', (value) => pieces(value, 16).map(ipv6Text).join(',')],
]);

function numbers(value: Buffer): readonly number[] {
  return pieces(value, 2).map((piece) => piece.readUInt16BE());
}

function pieces(value: Buffer, size: number): readonly Buffer[] {
  if (value.length % size !== 0) throw new Malformed(`a service parameter of ${value.length} bytes`);
  return Array.from({ length: value.length / size }, (_, index) =>
    value.subarray(index * size, (index + 1) * size),
  );
}

function protocols(value: Buffer): readonly Buffer[] {
  const reader = new WireReader(value);
  const names: Buffer[] = [];
  while (reader.remaining > 0) names.push(reader.string());
  return names;
}

/** A comma or a backslash within a name is escaped twice, since commas separate the names. */
function protocolText(name: Buffer): string {
  return [...name]
    .map((byte) => {
      if (byte === 0x2c) return '\\\\\\044';
      return byte === 0x5c ? '\\\\\\092' : parameterValue(Buffer.of(byte));
    })
    .join('');
}
