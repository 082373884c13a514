import type { z } from 'zod';
import { type AddressOptions, addressKeys, addressOptions } from '../shared/address-options.ts';
import type { Regexp } from '../shared/regexp/regexp.ts';
import { block, blockOrDefaults, rule } from '../shared/schema/block.ts';
import {
  goBool,
  goDurationMs,
  goRegexp,
  goString,
  list,
  optional,
  orDefault,
  scalar,
} from '../shared/schema/values.ts';
import { advised } from '../shared/schema/written-block.ts';
import { shortened } from '../shared/shortened.ts';
import { type TlsOptions, type TlsVersionName, tlsOptions, tlsVersion } from '../shared/tls/options.ts';
import { warnOfMistakes } from './option-warnings.ts';
import { type Pin, parsePin } from './pins.ts';
import { type StartTlsName, startTlsNames } from './starttls/protocols.ts';

/** The block `tls` of a module. */
export interface TlsProbeOptions extends AddressOptions {
  /** The address to connect from, judged by the probe; "" leaves it to the system. */
  readonly sourceIpAddress: string;
  /** The plain protocol to change to TLS from; unset, the connection starts with TLS. */
  readonly startTls?: StartTlsName | undefined;
  /** The application protocols to offer, the preferred one first. */
  readonly alpn: readonly string[];
  /** Its `serverName` is that of the block itself where that one is set. */
  readonly tlsOptions: TlsOptions;
  /** Whether to look the peer's certificates up in revocation lists. */
  readonly checkRevoked: boolean;
  readonly demands: TlsDemands;
}

/** What the module wants of a connection beyond a certificate that verifies. */
export interface TlsDemands {
  /** How long the certificate must remain valid; unset, as long as it is valid now. */
  readonly minValidityMs?: number | undefined;
  /** The lowest version that may be agreed on. */
  readonly minVersion?: TlsVersionName | undefined;
  /** One of these must match the issuer of the peer's own certificate; empty, anything may. */
  readonly allowedIssuers: readonly Regexp[];
  /** One of these must be the peer's own certificate or its key; empty, anything may. */
  readonly pins: readonly Pin[];
  readonly requireOcspStaple: boolean;
  /** Whether revocation lists must be there and say that no certificate is revoked. */
  readonly failIfRevoked: boolean;
}

const startTls = scalar(
  `one of ${startTlsNames.join(', ')}`,
  ({ text }, refuse) => {
    const name = startTlsNames.find((known) => known === text);
    return (
      name ?? refuse(`must be one of ${startTlsNames.join(', ')}, not ${JSON.stringify(shortened(text))}`)
    );
  },
  { kind: 'text', words: startTlsNames },
);

const validity = goDurationMs.refine((durationMs) => durationMs >= 0, 'must not be negative');

/** RFC 7301, section 3.1. */
const longestProtocolBytes = 255;

const protocolName = goString.refine((name) => {
  const sizeBytes = Buffer.byteLength(name);
  return sizeBytes > 0 && sizeBytes <= longestProtocolBytes;
}, `must have 1 to ${longestProtocolBytes} bytes`);

const pin = scalar('a pin', ({ text }, refuse) => {
  const read = parsePin(text);
  const problem =
    'must be the SHA-256 of a certificate in hexadecimal digits, or sha256/ and that of a public key in base64, not';
  return read ?? refuse(`${problem} ${JSON.stringify(shortened(text))}`);
});

/** Reads the block `tls`; left out or null, it holds the defaults. */
export const tlsProbeOptions: z.ZodType<TlsProbeOptions> = advised(
  blockOrDefaults(
    block({
      ...addressKeys,
      source_ip_address: orDefault(goString, ''),
      server_name: orDefault(goString, ''),
      starttls: optional(startTls),
      alpn: orDefault(list(protocolName), []),
      tls_config: tlsOptions,
      min_validity: optional(validity),
      min_version: optional(tlsVersion),
      allowed_issuers: orDefault(list(goRegexp), []),
      pinned_sha256: orDefault(list(pin), []),
      require_ocsp_staple: orDefault(goBool, false),
      check_revoked: orDefault(goBool, false),
      fail_if_revoked: orDefault(goBool, false),
    })
      .check(
        rule(['server_name', 'tls_config'], ({ server_name, tls_config }) =>
          server_name !== '' && tls_config.serverName !== ''
            ? 'server_name is set in tls and in tls.tls_config; remove one of them'
            : undefined,
        ),
      )
      .transform(
        (keys): TlsProbeOptions => ({
          ...addressOptions(keys),
          sourceIpAddress: keys.source_ip_address,
          startTls: keys.starttls,
          alpn: keys.alpn,
          tlsOptions: { ...keys.tls_config, serverName: keys.server_name || keys.tls_config.serverName },
          checkRevoked: keys.check_revoked || keys.fail_if_revoked,
          demands: {
            minValidityMs: keys.min_validity,
            minVersion: keys.min_version,
            allowedIssuers: keys.allowed_issuers,
            pins: keys.pinned_sha256,
            requireOcspStaple: keys.require_ocsp_staple,
            failIfRevoked: keys.fail_if_revoked,
          },
        }),
      ),
  ),
  warnOfMistakes,
);
