import { DerReader, derTag, elementsOf, malformed, objectIdentifierText } from './der.ts';

/** What the attributes that have a name are called, in the order in which a Name is written out. */
const namedAttributes: ReadonlyMap<string, string> = new Map([
  ['2.5.4.5', 'SERIALNUMBER'],
  ['2.5.4.3', 'CN'],
  ['2.5.4.11', 'OU'],
  ['2.5.4.10', 'O'],
  ['2.5.4.17', 'POSTALCODE'],
  ['2.5.4.9', 'STREET'],
  ['2.5.4.7', 'L'],
  ['2.5.4.8', 'ST'],
  ['2.5.4.6', 'C'],
]);

/** Of these a Name has one: when several are given the last counts. */
const single: ReadonlySet<string> = new Set(['2.5.4.3', '2.5.4.5']);

interface Attribute {
  readonly type: string;
  readonly text: string;
}

/**
 * The text of a Name (RFC 5280, 4.1.2.4), like RFC 2253 with the most specific attribute first, exactly as Go
 * prints one: known attributes in a fixed order, several of a kind joined by `+`, then all others in reverse
 * as `oid=#hex`. Ends the `decode` around it when the bytes are no Name.
 *
 * @param content the content of the Name's SEQUENCE
 */
export function distinguishedNameText(content: Buffer): string {
  const attributes = attributesOf(content);
  const parts: string[] = [];
  for (const [type, name] of namedAttributes) {
    const texts = attributes.filter((attribute) => attribute.type === type).map(({ text }) => text);
    const kept = single.has(type) ? texts.slice(-1).filter((text) => text !== '') : texts;
    if (kept.length > 0) parts.push(kept.map((text) => `${name}=${escaped(text)}`).join('+'));
  }
  for (const { type, text } of attributes.toReversed()) {
    if (!namedAttributes.has(type)) parts.push(`${type}=#${encodedHex(text)}`);
  }
  return parts.join(',');
}

function attributesOf(content: Buffer): Attribute[] {
  return elementsOf(content).flatMap((rdn) => {
    if (rdn.tag !== derTag.set) malformed('a Name without its sets');
    return elementsOf(rdn.content).map(({ tag, content: pair }) => {
      if (tag !== derTag.sequence) malformed('an attribute that is no pair');
      const reader = new DerReader(pair);
      const type = objectIdentifierText(reader.expect(derTag.objectIdentifier).content);
      const value = reader.next();
      reader.end();
      return { type, text: stringText(value.tag, value.content) };
    });
  });
}

const utf8 = new TextDecoder('utf-8', { ignoreBOM: true });

/**
 * The text of a string type. What a string type does not allow is shown as U+FFFD rather than refused: a
 * certificate whose name is spoilt still has dates worth reporting.
 */
function stringText(tag: number, content: Buffer): string {
  switch (tag) {
    case derTag.utf8String:
      return utf8.decode(content);
    case derTag.bmpString:
      return bmpText(content);
    case derTag.teletexString:
      return content.toString('latin1');
    default:
      return content.toString('latin1').replaceAll(/[^\0-\x7f]/g, '\ufffd');
  }
}

/** Big-endian UTF-16, without the NUL that some writers end it with. */
function bmpText(content: Buffer): string {
  const whole = Buffer.from(content.subarray(0, content.length & ~1));
  const text = utf8.decode(Buffer.from(whole.swap16().toString('utf16le'), 'utf8'));
  return text.endsWith('\0') ? text.slice(0, -1) : text;
}

function escaped(text: string): string {
  return text.replaceAll(/^[ #]|[,+"\\<>;]| $/g, String.raw`\$&`);
}

/** The value as DER again: a PrintableString when its characters allow, else a UTF8String. */
function encodedHex(text: string): string {
  const bytes = Buffer.from(text, 'utf8');
  const tag = /^[A-Za-z0-9 '()+,\-./:=?]*$/.test(text) ? derTag.printableString : derTag.utf8String;
  return Buffer.concat([Buffer.from([tag]), lengthBytes(bytes.length), bytes]).toString('hex');
}

function lengthBytes(length: number): Buffer {
  if (length < 0x80) return Buffer.from([length]);
  const hex = length.toString(16);
  const bytes = Buffer.from(hex.padStart(hex.length + (hex.length % 2), '0'), 'hex');
  return Buffer.concat([Buffer.from([0x80 | bytes.length]), bytes]);
}
