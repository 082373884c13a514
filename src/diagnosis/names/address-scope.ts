import { parseIpLiteral } from '../../../probes/shared/ip-literal.ts';

/** RFC 1918, 3927, 4193, 4291, 6598, and loopback. */
const privateAddress =
  /^(?:127\.|10\.|192\.168\.|169\.254\.|172\.(?:1[6-9]|2\d|3[01])\.|100\.(?:6[4-9]|[7-9]\d|1[01]\d|12[0-7])\.|::1$|f[cd]|fe[89ab])/u;

/** Whether an address, as it is usually written, only means something on this host or in its networks. */
export function isPrivateAddress(text: string): boolean {
  return parseIpLiteral(text) !== undefined && privateAddress.test(text);
}

/** Whether a text is an address of this host's own loopback, alone or as `[address]:port`. */
export function isLoopback(text: string): boolean {
  const bare = /^\[(?<inside>[^\]]+)\]/u.exec(text)?.groups?.['inside'] ?? text;
  return bare === '::1' || (parseIpLiteral(bare)?.family === 4 && bare.startsWith('127.'));
}
