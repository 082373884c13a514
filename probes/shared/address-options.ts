import { goBool, goString, orDefault } from './schema/values.ts';

/** How a prober chooses among the addresses of a name. */
export interface AddressOptions {
  /** As written: "" and `ip6` prefer IPv6, any other text IPv4. */
  readonly preferredIpProtocol: string;
  /** Whether an address of the other family will do when the preferred one has none. */
  readonly ipProtocolFallback: boolean;
}

/** The keys of {@link AddressOptions} in a block. */
export const addressKeys = {
  preferred_ip_protocol: orDefault(goString, ''),
  ip_protocol_fallback: orDefault(goBool, true),
};

/** The options that {@link addressKeys} give. */
export function addressOptions(keys: {
  readonly preferred_ip_protocol: string;
  readonly ip_protocol_fallback: boolean;
}): AddressOptions {
  return {
    preferredIpProtocol: keys.preferred_ip_protocol,
    ipProtocolFallback: keys.ip_protocol_fallback,
  };
}
