import { contextTag, type DerElement, DerReader, derTag, elementsOf } from '../tls/der.ts';

/** Where the lists are that may revoke a certificate. */
export interface CrlDistribution {
  /** The URIs of all points, in the order of the certificate; what is beyond ASCII is shown as U+FFFD. */
  readonly urls: readonly string[];
  /** The whole DER of every name of every point, to be compared with what a list says it is for. */
  readonly names: readonly Buffer[];
}

const uri = contextTag(6, 'primitive');

/**
 * Reads the value of a cRLDistributionPoints extension (RFC 5280, section 4.2.1.13). Points without a full name
 * are passed over. Ends the `decode` around it when the bytes are no such value.
 */
export function readDistributionPoints(value: Buffer): CrlDistribution {
  const names = elementsOf(new DerReader(value).expect(derTag.sequence).content).flatMap(({ content }) =>
    fullNameOf(new DerReader(content).optional(contextTag(0, 'constructed'))),
  );
  return {
    urls: names
      .filter(({ tag }) => tag === uri)
      .map(({ content }) => content.toString('latin1').replaceAll(/[^\0-\x7f]/g, '\ufffd')),
    names: names.map(({ whole }) => whole),
  };
}

/** The GeneralNames of a DistributionPointName in its tag; none when it is absent or relative to the issuer. */
export function fullNameOf(point: DerElement | undefined): readonly DerElement[] {
  if (point === undefined) return [];
  const fullName = new DerReader(point.content).optional(contextTag(0, 'constructed'));
  return fullName === undefined ? [] : elementsOf(fullName.content);
}
