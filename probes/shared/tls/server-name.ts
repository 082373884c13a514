import { ipBytes, parseIpLiteral } from '../ip-literal.ts';
import type { AlternativeNames } from './extensions.ts';

/** The longest name that a server_name extension can carry here. */
const longestSniBytes = 255;

/**
 * What to put into the server_name extension (RFC 6066, section 3) for `serverName`: never an IP address, no
 * dots at the end. Empty when the extension is to be left out.
 */
export function sniFor(serverName: string): string {
  if (ipIn(withoutZone(serverName)) !== undefined) return '';
  const name = serverName.replace(/\.+$/, '');
  return Buffer.byteLength(name) > longestSniBytes || name.includes('\0') ? '' : name;
}

/**
 * Whether a certificate with these names is one for `serverName`: by IP address for an IP address, in brackets
 * or not, else by DNS name. The common name never counts.
 */
export function namesServer(names: AlternativeNames | undefined, serverName: string): boolean {
  if (names === undefined) return false;
  const ip = ipIn(serverName);
  if (ip !== undefined) return names.ipAddresses.some((candidate) => sameAddress(candidate, ip));
  const host = lowerCase(serverName);
  const isHostname = isValid(host.replace(/\.$/, ''));
  return names.dnsNames.some((name) => {
    const pattern = lowerCase(name);
    return isHostname && isValidPattern(pattern)
      ? matchesPattern(pattern, host.replace(/\.$/, ''))
      : pattern !== '' && pattern !== '.' && pattern === host;
  });
}

/** The address that `serverName` writes out, with brackets or without; a zone makes it a name. */
function ipIn(serverName: string): Uint8Array | undefined {
  const bare = /^\[(?<inside>.+)\]$/.exec(serverName)?.groups?.['inside'] ?? serverName;
  if (bare.includes('%')) return undefined;
  const ip = parseIpLiteral(bare);
  return ip === undefined ? undefined : ipBytes(ip);
}

function withoutZone(serverName: string): string {
  return serverName.replace(/^(?<address>\[?[0-9a-fA-F:.]+)%[^\]]*/, '$<address>');
}

const mappedPrefix = Buffer.from('00000000000000000000ffff', 'hex');

/** An IPv4-mapped IPv6 address is the IPv4 address. */
function sameAddress(candidate: Buffer, ip: Uint8Array): boolean {
  const isMapped = candidate.length === 16 && candidate.subarray(0, 12).equals(mappedPrefix);
  return (isMapped ? candidate.subarray(12) : candidate).equals(ip);
}

/** ASCII letters only: what a locale would fold has no place in a host name. */
function lowerCase(name: string): string {
  return name.replaceAll(/[A-Z]/g, (letter) => letter.toLowerCase());
}

const label = /^[a-z0-9_][a-z0-9_-]*$/;

function isValid(host: string): boolean {
  return host.split('.').every((part) => label.test(part));
}

function isValidPattern(pattern: string): boolean {
  return pattern.startsWith('*.') ? isValid(pattern.slice(2)) : isValid(pattern);
}

/** RFC 6125, 6.4.3: a wildcard stands for the whole leftmost label, and for exactly one. */
function matchesPattern(pattern: string, host: string): boolean {
  if (!pattern.startsWith('*.')) return pattern === host;
  const dot = host.indexOf('.');
  return dot > 0 && host.slice(dot) === pattern.slice(1);
}
