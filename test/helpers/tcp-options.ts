import type { TcpOptions } from '../../probes/tcp/options.ts';

/** The options of a module without a `tcp` block, but for these changes. */
export function tcpOptionsWith(changes: Partial<TcpOptions> = {}): TcpOptions {
  return {
    preferredIpProtocol: '',
    ipProtocolFallback: true,
    sourceIpAddress: '',
    queryResponse: [],
    tls: false,
    tlsOptions: { serverName: '', insecureSkipVerify: false },
    checkRevoked: false,
    ...changes,
  };
}
