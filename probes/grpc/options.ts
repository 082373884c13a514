import type { z } from 'zod';
import { type AddressOptions, addressKeys, addressOptions } from '../shared/address-options.ts';
import { block } from '../shared/schema/block.ts';
import { Mapping } from '../shared/schema/mapping.ts';
import { goBool, goString, list, mapOf, orDefault } from '../shared/schema/values.ts';
import { advised } from '../shared/schema/written-block.ts';
import { type TlsOptions, tlsOptions } from '../shared/tls/options.ts';
import { warnOfMistakes } from './option-warnings.ts';

/** The block `grpc` of a module. */
export interface GrpcOptions extends AddressOptions {
  /** The service to ask for; "" asks for the server as a whole. */
  readonly service: string;
  readonly tls: boolean;
  readonly tlsOptions: TlsOptions;
  /** Values by key, both as written: what cannot be sent fails the probe, not the configuration. */
  /** Whether to look the peer's certificates up in revocation lists. Not in the reference. */
  readonly checkRevoked: boolean;
  readonly metadata: ReadonlyMap<string, readonly string[]>;
}

const grpcBlock = advised(
  // In the order in which blackbox_exporter's /config shows the keys.
  block({
    service: orDefault(goString, ''),
    tls: orDefault(goBool, false),
    tls_config: tlsOptions,
    check_revoked: orDefault(goBool, false),
    ip_protocol_fallback: addressKeys.ip_protocol_fallback,
    preferred_ip_protocol: addressKeys.preferred_ip_protocol,
    metadata: orDefault(mapOf(orDefault(list(goString), [])), new Map<string, readonly string[]>()),
  }).transform(
    (keys): GrpcOptions => ({
      ...addressOptions(keys),
      service: keys.service,
      tls: keys.tls,
      tlsOptions: keys.tls_config,
      checkRevoked: keys.check_revoked,
      metadata: keys.metadata,
    }),
  ),
  warnOfMistakes,
);

/**
 * Reads the block `grpc`. Left out or null, it does not hold the defaults of its keys: blackbox_exporter forgets
 * to set them, so that `ip_protocol_fallback` is false and only IPv6 addresses are probed.
 */
export const grpcOptions: z.ZodType<GrpcOptions> = grpcBlock
  .nullish()
  .transform((options) => options ?? { ...defaults(), ipProtocolFallback: false });

function defaults(): GrpcOptions {
  return grpcBlock.parse(new Mapping(new Map(), () => {}));
}
