import { decodeUtf8 } from '../shared/regexp/utf8.ts';
import { certificateAlgorithm, certificateType } from './certificate-names.ts';
import { ipsecKeyText, relayText } from './gateway-records.ts';
import { locationText } from './location.ts';
import { recordTypes, typeName } from './mnemonics.ts';
import { base32Hex, ipv4Text, ipv6Text, quotedOctets, quotedString, unquotedString } from './presentation.ts';
import { serviceParameters } from './service-parameters.ts';
import { Malformed, type WireReader } from './wire-reader.ts';

/** Reads the data of one record, to its end, as the text it has in a zone file. */
type RdataForm = (reader: WireReader) => string;

const name: RdataForm = (r) => r.name();
const twoNames: RdataForm = (r) => `${r.name()} ${r.name()}`;
const preferenceAndName: RdataForm = (r) => `${r.u16()} ${r.name()}`;
const strings: RdataForm = (r) => {
  const texts: string[] = [];
  while (r.remaining > 0) texts.push(quotedString(r.string()));
  return texts.join(' ');
};
const upperHex: RdataForm = (r) => r.rest().toString('hex').toUpperCase();
const lowerHex: RdataForm = (r) => r.rest().toString('hex');
const base64: RdataForm = (r) => r.rest().toString('base64');
const digest: RdataForm = (r) => `${r.u16()} ${r.u8()} ${r.u8()} ${upperHex(r)}`;
const key: RdataForm = (r) => `${r.u16()} ${r.u8()} ${r.u8()} ${base64(r)}`;
const signature: RdataForm = (r) =>
  `${typeName(r.u16())} ${r.u8()} ${r.u8()} ${r.u32()} ${time(r.u32())} ${time(r.u32())} ${r.u16()} ${r.name()} ${base64(r)}`;
const association: RdataForm = (r) => `${r.u8()} ${r.u8()} ${r.u8()} ${lowerHex(r)}`;
const service: RdataForm = (r) => [r.u16(), r.name(), ...serviceParameters(r)].join(' ');
const nextName: RdataForm = (r) => [r.name(), ...typeBitmap(r)].join(' ');
const hyphenated = (bytes: Buffer): string => bytes.toString('hex').replace(/..(?!$)/g, '$&-');
const identifier = (r: WireReader): string =>
  r
    .bytes(8)
    .toString('hex')
    .replace(/....(?!$)/g, '$&:');

/**
 * How the data of each type reads in text, as blackbox_exporter's library (miekg/dns 1.1.72) prints it: the
 * expressions of validators are written for these very spellings.
 */
const forms: ReadonlyMap<string, RdataForm> = new Map<string, RdataForm>([
  ['A', (r) => ipv4Text(r.bytes(4))],
  ['AAAA', (r) => ipv6Text(r.bytes(16))],
  ['AFSDB', preferenceAndName],
  ['AMTRELAY', relayText],
  ['APL', addressPrefixes],
  ['AVC', strings],
  ['CAA', (r) => `${r.u8()} ${unquotedString(r.string())} ${quotedOctets(r.rest())}`],
  ['CDNSKEY', key],
  ['CDS', digest],
  ['CERT', (r) => `${certificateType(r.u16())} ${r.u16()} ${certificateAlgorithm(r.u8())} ${base64(r)}`],
  ['CNAME', name],
  ['CSYNC', (r) => [r.u32(), r.u16(), ...typeBitmap(r)].join(' ')],
  ['DHCID', base64],
  ['DLV', digest],
  ['DNAME', name],
  ['DNSKEY', key],
  ['DS', digest],
  ['EID', upperHex],
  ['EUI48', (r) => hyphenated(r.bytes(6))],
  ['EUI64', (r) => hyphenated(r.bytes(8))],
  ['GID', (r) => String(r.u32())],
  ['GPOS', (r) => [r.string(), r.string(), r.string()].map(unquotedString).join(' ')],
  ['HINFO', strings],
  ['HIP', hostIdentity],
  ['HTTPS', service],
  ['IPSECKEY', ipsecKeyText],
  ['ISDN', strings],
  ['KEY', key],
  ['KX', preferenceAndName],
  ['L32', (r) => `${r.u16()} ${ipv4Text(r.bytes(4))}`],
  ['L64', (r) => `${r.u16()} ${identifier(r)}`],
  ['LOC', locationText],
  ['LP', preferenceAndName],
  ['MB', name],
  ['MD', name],
  ['MF', name],
  ['MG', name],
  ['MINFO', twoNames],
  ['MR', name],
  ['MX', preferenceAndName],
  [
    'NAPTR',
    (r) => `${r.u16()} ${r.u16()} ${[1, 2, 3].map(() => quotedString(r.string())).join(' ')} ${r.name()}`,
  ],
  ['NID', (r) => `${r.u16()} ${identifier(r)}`],
  ['NIMLOC', upperHex],
  ['NINFO', strings],
  ['NS', name],
  ['NSAP-PTR', name],
  ['NSEC', nextName],
  ['NSEC3', (r) => [hashing(r), base32Hex(r.string()), ...typeBitmap(r)].join(' ')],
  ['NSEC3PARAM', hashing],
  ['NULL', (r) => decodeUtf8(r.rest())],
  ['NXT', nextName],
  ['OPENPGPKEY', base64],
  ['PTR', name],
  ['PX', (r) => `${r.u16()} ${twoNames(r)}`],
  ['RESINFO', strings],
  ['RKEY', key],
  ['RP', twoNames],
  ['RRSIG', signature],
  ['RT', preferenceAndName],
  ['SIG', signature],
  ['SMIMEA', association],
  ['SOA', (r) => `${twoNames(r)} ${r.u32()} ${r.u32()} ${r.u32()} ${r.u32()} ${r.u32()}`],
  ['SPF', strings],
  ['SRV', (r) => `${r.u16()} ${r.u16()} ${r.u16()} ${r.name()}`],
  ['SSHFP', (r) => `${r.u8()} ${r.u8()} ${upperHex(r)}`],
  ['SVCB', service],
  ['TA', digest],
  ['TALINK', twoNames],
  ['TLSA', association],
  ['TXT', strings],
  ['UID', (r) => String(r.u32())],
  ['UINFO', strings],
  ['URI', (r) => `${r.u16()} ${r.u16()} ${quotedOctets(r.rest())}`],
  ['X25', (r) => unquotedString(r.string())],
  ['ZONEMD', (r) => `${r.u32()} ${r.u8()} ${r.u8()} ${lowerHex(r)}`],
]);

const formsByNumber: ReadonlyMap<number, RdataForm> = new Map(
  [...forms].flatMap(([mnemonic, form]) => {
    const type = recordTypes.get(mnemonic);
    return type === undefined ? [] : [[type, form] as const];
  }),
);

/**
 * The data of a record of `type` as in a zone file, or `undefined` for a type without a form of its own, of
 * which nothing is read. No data at all is an empty text. Throws {@link Malformed} when bytes are missing or left
 * over.
 */
export function rdataText(type: number, reader: WireReader): string | undefined {
  const form = formsByNumber.get(type);
  if (form === undefined) return undefined;
  if (reader.remaining === 0) return '';
  const text = form(reader);
  if (reader.remaining > 0)
    throw new Malformed(`${reader.remaining} bytes too many in a ${typeName(type)} record`);
  return text;
}

/** Types whose presence an NSEC record states (RFC 4034, section 4.1.2). */
function typeBitmap(reader: WireReader): readonly string[] {
  const types: string[] = [];
  while (reader.remaining > 0) {
    const window = reader.u8() << 8;
    const bitmap = reader.string();
    if (bitmap.length === 0 || bitmap.length > 32)
      throw new Malformed(`a type bitmap of ${bitmap.length} bytes`);
    for (const [index, byte] of bitmap.entries()) {
      for (let bit = 0; bit < 8; bit += 1) {
        if (((byte << bit) & 0x80) !== 0) types.push(typeName(window | (8 * index + bit)));
      }
    }
  }
  return types;
}

/** Algorithm, flags, iterations and salt of NSEC3 (RFC 5155, section 3.3). */
function hashing(reader: WireReader): string {
  const parameters = `${reader.u8()} ${reader.u8()} ${reader.u16()}`;
  return `${parameters} ${reader.string().toString('hex').toUpperCase() || '-'}`;
}

/** Unix seconds as `YYYYMMDDHHMMSS` (RFC 4034, section 3.2). */
function time(seconds: number): string {
  return new Date(1000 * seconds).toISOString().replace(/\D/g, '').slice(0, 14);
}

/** RFC 8005, section 5. */
function hostIdentity(reader: WireReader): string {
  const tagLength = reader.u8();
  const keyAlgorithm = reader.u8();
  const keyLength = reader.u16();
  const tag = reader.bytes(tagLength).toString('hex');
  const texts = [keyAlgorithm, tag, reader.bytes(keyLength).toString('base64')];
  while (reader.remaining > 0) texts.push(reader.name());
  return texts.join(' ');
}

/** RFC 3123, section 4: trailing zero bytes of an address are not sent. */
function addressPrefixes(reader: WireReader): string {
  const prefixes: string[] = [];
  while (reader.remaining > 0) {
    const family = reader.u16();
    const length = reader.u8();
    const flags = reader.u8();
    const size = family === 1 ? 4 : 16;
    const sent = reader.bytes(flags & 0x7f);
    if ((family !== 1 && family !== 2) || sent.length > size)
      throw new Malformed('an address prefix of no known kind');
    const address = Buffer.concat([sent, Buffer.alloc(size - sent.length)]);
    const text = family === 1 ? ipv4Text(address) : ipv6Text(address);
    prefixes.push(`${flags >= 0x80 ? '!' : ''}${family}:${text}/${length}`);
  }
  return prefixes.join(' ');
}
