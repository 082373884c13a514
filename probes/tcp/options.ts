import type { z } from 'zod';
import { type AddressOptions, addressKeys, addressOptions } from '../shared/address-options.ts';
import { warnOfAddresses } from '../shared/address-warnings.ts';
import { type DialogueStep, dialogue } from '../shared/dialogue-options.ts';
import { warnOfDialogue } from '../shared/dialogue-warnings.ts';
import { block, blockOrDefaults } from '../shared/schema/block.ts';
import { goBool, goString, orDefault } from '../shared/schema/values.ts';
import { advised } from '../shared/schema/written-block.ts';
import { type TlsOptions, tlsOptions } from '../shared/tls/options.ts';

/** The block `tcp` of a module. */
export interface TcpOptions extends AddressOptions {
  /** The address to connect from, judged by the probe; "" leaves it to the system. */
  readonly sourceIpAddress: string;
  readonly queryResponse: readonly DialogueStep[];
  /** Whether the connection starts with a TLS handshake. */
  readonly tls: boolean;
  readonly tlsOptions: TlsOptions;
  /** Whether to look the peer's certificates up in revocation lists. */
  readonly checkRevoked: boolean;
}

/** Reads the block `tcp`; left out or null, it holds the defaults. */
export const tcpOptions: z.ZodType<TcpOptions> = advised(
  blockOrDefaults(
    block({
      ...addressKeys,
      source_ip_address: orDefault(goString, ''),
      query_response: dialogue,
      tls: orDefault(goBool, false),
      tls_config: tlsOptions,
      check_revoked: orDefault(goBool, false),
    }).transform(
      (keys): TcpOptions => ({
        ...addressOptions(keys),
        sourceIpAddress: keys.source_ip_address,
        queryResponse: keys.query_response,
        tls: keys.tls,
        tlsOptions: keys.tls_config,
        checkRevoked: keys.check_revoked,
      }),
    ),
  ),
  (keys) => {
    warnOfAddresses(keys);
    warnOfDialogue(keys);
  },
);
