import type { IpAddress } from '../../contract.ts';
import { splitHostPort } from '../../shared/host-port.ts';
import { ipBytes, parseIpLiteral } from '../../shared/ip-literal.ts';

/** Where a request goes. */
export interface ProxyTarget {
  readonly scheme: string;
  /** A name or an IP address without brackets. */
  readonly hostname: string;
  readonly port: number;
}

/**
 * Whether a request goes to its target directly, by the rules of Go's `httpproxy`: `localhost` and loopback
 * addresses always do; others when `noProxy`, a list separated by commas, names them.
 *
 * An element is `*`, an IP address, a CIDR block, or a domain: `example.com` is it and all below it,
 * `.example.com` and `*.example.com` only what is below. Domains and addresses may have a port.
 */
export function isDirect(target: ProxyTarget, noProxy: string): boolean {
  const hostname = target.hostname.trim().toLowerCase();
  const address = parseIpLiteral(hostname);
  if (target.hostname === 'localhost' || (address !== undefined && isLoopback(address))) return true;
  return noProxy
    .split(',')
    .map((element) => element.trim().toLowerCase())
    .some((element) => names(element, { hostname, address, port: target.port }));
}

interface Host {
  readonly hostname: string;
  readonly address: IpAddress | undefined;
  readonly port: number;
}

function names(element: string, { hostname, address, port }: Host): boolean {
  if (element === '') return false;
  if (element === '*') return true;
  const block = parseBlock(element);
  if (block !== undefined) return address !== undefined && isWithin(address, block);

  const split = splitHostPort(element);
  const host = split.ok ? split.host : element;
  if (host === '' || (split.ok && split.port !== '' && split.port !== String(port))) return false;
  const only = parseIpLiteral(host);
  if (only !== undefined) return address !== undefined && isEqual(only, address);
  const domain = host.startsWith('*.') ? host.slice(1) : host;
  return domain.startsWith('.')
    ? hostname.endsWith(domain)
    : hostname === domain || hostname.endsWith(`.${domain}`);
}

interface Block {
  readonly base: IpAddress;
  readonly prefixBits: number;
}

function parseBlock(text: string): Block | undefined {
  const [base = '', bits = '', ...more] = text.split('/');
  const address = parseIpLiteral(base);
  if (address === undefined || more.length > 0 || !/^\d{1,3}$/.test(bits)) return undefined;
  const prefixBits = Number(bits);
  return prefixBits <= ipBytes(address).length * 8 ? { base: address, prefixBits } : undefined;
}

function isWithin(address: IpAddress, { base, prefixBits }: Block): boolean {
  if (address.family !== base.family) return false;
  const bits = (of: IpAddress): string =>
    [...ipBytes(of)].map((byte) => byte.toString(2).padStart(8, '0')).join('');
  return bits(address).slice(0, prefixBits) === bits(base).slice(0, prefixBits);
}

function isEqual(left: IpAddress, right: IpAddress): boolean {
  return left.family === right.family && Buffer.compare(ipBytes(left), ipBytes(right)) === 0;
}

function isLoopback(address: IpAddress): boolean {
  return address.family === 4 ? ipBytes(address)[0] === 127 : address.address === '::1';
}
