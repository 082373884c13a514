import type { TlsDemands, TlsProbeOptions } from '../../probes/tls/options.ts';

/** The options of a module without a `tls` block, but for these changes. */
export function tlsProbeOptionsWith(changes: Partial<TlsProbeOptions> = {}): TlsProbeOptions {
  return {
    preferredIpProtocol: '',
    ipProtocolFallback: true,
    sourceIpAddress: '',
    alpn: [],
    tlsOptions: { serverName: '', insecureSkipVerify: false },
    checkRevoked: false,
    demands: demandsWith(),
    ...changes,
  };
}

/** The demands of a module that makes none, but for these changes. */
export function demandsWith(changes: Partial<TlsDemands> = {}): TlsDemands {
  return { allowedIssuers: [], pins: [], requireOcspStaple: false, failIfRevoked: false, ...changes };
}
