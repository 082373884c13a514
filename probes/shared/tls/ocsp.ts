import {
  contextTag,
  type DerElement,
  DerReader,
  derTag,
  elementsOf,
  malformed,
  objectIdentifierText,
  smallInteger,
  timeSeconds,
} from './der.ts';

/** What an OCSP response says of one certificate (RFC 6960, section 4.2.1). Times are Unix seconds. */
export interface OcspAnswer {
  readonly certificate: OcspCertificateId;
  readonly status: 'good' | 'revoked' | 'unknown';
  readonly revokedAtSeconds?: number;
  readonly thisUpdateSeconds: number;
  readonly nextUpdateSeconds?: number;
}

/** Which certificate an answer is about. */
export interface OcspCertificateId {
  /** Object identifier of the hash that made both hashes. */
  readonly hash: string;
  readonly issuerNameHash: Buffer;
  readonly issuerKeyHash: Buffer;
  /** The content bytes of the INTEGER. */
  readonly serialNumber: Buffer;
}

/** A basic OCSP response taken apart, its signature not yet checked. */
export interface OcspResponse {
  readonly producedAtSeconds: number;
  readonly answers: readonly OcspAnswer[];
  /** The bytes that are signed. */
  readonly signed: Buffer;
  /** Object identifier. */
  readonly signatureAlgorithm: string;
  readonly signature: Buffer;
  /** DER of the certificates that the responder added. */
  readonly certificates: readonly Buffer[];
}

/** Either the response, or the status with which the responder declined to give one. */
export type OcspReading =
  | { readonly ok: true; readonly response: OcspResponse }
  | { readonly ok: false; readonly status: string };

const basicResponse = '1.3.6.1.5.5.7.48.1.1';

/** OCSPResponseStatus (RFC 6960, section 4.2.1). */
const declined: ReadonlyMap<number, string> = new Map([
  [1, 'malformedRequest'],
  [2, 'internalError'],
  [3, 'tryLater'],
  [5, 'sigRequired'],
  [6, 'unauthorized'],
]);

/** Takes an OCSPResponse apart. Ends the `decode` around it when the bytes are none. */
export function readOcspResponse(der: Buffer): OcspReading {
  const outer = new DerReader(der);
  const response = new DerReader(outer.expect(derTag.sequence).content);
  outer.end();
  const status = smallInteger(response.expect(enumerated).content);
  const tagged = response.optional(contextTag(0, 'constructed'));
  response.end();
  if (status !== 0) return { ok: false, status: declined.get(status) ?? `status ${status}` };
  const bytes = new DerReader(new DerReader(taggedContent(tagged)).expect(derTag.sequence).content);
  const type = objectIdentifierText(bytes.expect(derTag.objectIdentifier).content);
  if (type !== basicResponse) malformed('no basic response');
  return { ok: true, response: readBasicResponse(bytes.expect(derTag.octetString).content) };
}

const enumerated = 0x0a;

function readBasicResponse(der: Buffer): OcspResponse {
  const basic = new DerReader(new DerReader(der).expect(derTag.sequence).content);
  const data = basic.expect(derTag.sequence);
  const algorithm = new DerReader(basic.expect(derTag.sequence).content);
  const bits = basic.expect(derTag.bitString).content;
  const certificates = basic.optional(contextTag(0, 'constructed'));
  return {
    ...readResponseData(new DerReader(data.content)),
    signed: data.whole,
    signatureAlgorithm: objectIdentifierText(algorithm.expect(derTag.objectIdentifier).content),
    signature: bits.subarray(1),
    certificates:
      certificates === undefined
        ? []
        : elementsOf(new DerReader(certificates.content).expect(derTag.sequence).content).map(
            ({ whole }) => whole,
          ),
  };
}

function readResponseData(data: DerReader): Pick<OcspResponse, 'producedAtSeconds' | 'answers'> {
  data.optional(contextTag(0, 'constructed'));
  // The responder's name or key hash: whose signature it is shows when it is checked.
  data.next();
  const producedAtSeconds = timeSeconds(data.next());
  const answers = elementsOf(data.expect(derTag.sequence).content).map(readAnswer);
  return { producedAtSeconds, answers };
}

function readAnswer({ tag, content }: DerElement): OcspAnswer {
  if (tag !== derTag.sequence) malformed('no answer');
  const answer = new DerReader(content);
  const certificate = readCertificateId(new DerReader(answer.expect(derTag.sequence).content));
  const status = readStatus(answer.next());
  const thisUpdateSeconds = timeSeconds(answer.next());
  const next = answer.optional(contextTag(0, 'constructed'));
  return {
    certificate,
    ...status,
    thisUpdateSeconds,
    ...(next === undefined ? {} : { nextUpdateSeconds: timeSeconds(new DerReader(next.content).next()) }),
  };
}

function readCertificateId(id: DerReader): OcspCertificateId {
  const algorithm = new DerReader(id.expect(derTag.sequence).content);
  return {
    hash: objectIdentifierText(algorithm.expect(derTag.objectIdentifier).content),
    issuerNameHash: id.expect(derTag.octetString).content,
    issuerKeyHash: id.expect(derTag.octetString).content,
    serialNumber: id.expect(derTag.integer).content,
  };
}

function readStatus({ tag, content }: DerElement): Pick<OcspAnswer, 'status' | 'revokedAtSeconds'> {
  switch (tag) {
    case contextTag(0, 'primitive'):
      return { status: 'good' };
    case contextTag(1, 'constructed'):
      return { status: 'revoked', revokedAtSeconds: timeSeconds(new DerReader(content).next()) };
    case contextTag(2, 'primitive'):
      return { status: 'unknown' };
    default:
      return malformed('no certificate status');
  }
}

function taggedContent(element: DerElement | undefined): Buffer {
  return element?.content ?? malformed('a successful response without its bytes');
}
