/** The mnemonics within the data of CERT records. */

/** RFC 4398, section 2.1. */
const certificateTypes: ReadonlyMap<number, string> = new Map([
  [1, 'PKIX'],
  [2, 'SPKI'],
  [3, 'PGP'],
  [4, 'IPIX'],
  [5, 'ISPKI'],
  [6, 'IPGP'],
  [7, 'ACPKIX'],
  [8, 'IACPKIX'],
  [253, 'URI'],
  [254, 'OID'],
]);

/** IANA, DNS Security Algorithm Numbers. */
const algorithms: ReadonlyMap<number, string> = new Map([
  [1, 'RSAMD5'],
  [2, 'DH'],
  [3, 'DSA'],
  [5, 'RSASHA1'],
  [6, 'DSA-NSEC3-SHA1'],
  [7, 'RSASHA1-NSEC3-SHA1'],
  [8, 'RSASHA256'],
  [10, 'RSASHA512'],
  [12, 'ECC-GOST'],
  [13, 'ECDSAP256SHA256'],
  [14, 'ECDSAP384SHA384'],
  [15, 'ED25519'],
  [16, 'ED448'],
  [252, 'INDIRECT'],
  [253, 'PRIVATEDNS'],
  [254, 'PRIVATEOID'],
]);

/** `PKIX`, or the number of a type without a name. */
export function certificateType(number: number): string {
  return certificateTypes.get(number) ?? String(number);
}

/** `RSASHA256`, or the number of an algorithm without a name. */
export function certificateAlgorithm(number: number): string {
  return algorithms.get(number) ?? String(number);
}
