import { readFileSync } from 'node:fs';
import { networkInterfaces } from 'node:os';
import { parseIpLiteral } from '../../../probes/shared/ip-literal.ts';

/** A default route of this host. */
export interface DefaultRoute {
  readonly family: 4 | 6;
  readonly interface: string;
  /** Absent for a route that leads straight onto the link. */
  readonly gateway?: string;
}

/** How this host is connected. */
export interface HostNetwork {
  readonly defaultRoutes: readonly DefaultRoute[];
  readonly hasGlobalAddress: { readonly ip4: boolean; readonly ip6: boolean };
}

/** Reads it now, from proc(5). Where that cannot be read, as on other systems than Linux, there are no routes. */
export function hostNetwork(): HostNetwork {
  const addresses = Object.values(networkInterfaces()).flatMap((ones) => ones ?? []);
  const isGlobal = ({ address, internal }: { address: string; internal: boolean }): boolean =>
    !internal && !/^(?:169\.254\.|fe[89ab])/u.test(address);
  return {
    defaultRoutes: [
      ...parseRoutes4(textOf('/proc/net/route')),
      ...parseRoutes6(textOf('/proc/net/ipv6_route')),
    ],
    hasGlobalAddress: {
      ip4: addresses.some((each) => each.family === 'IPv4' && isGlobal(each)),
      ip6: addresses.some((each) => each.family === 'IPv6' && isGlobal(each)),
    },
  };
}

/** RTF_UP and RTF_REJECT of route(8). */
const isUp = 0x1;
const isReject = 0x200;

/** The default routes in the format of `/proc/net/route`: addresses in hexadecimal digits, the last byte first. */
export function parseRoutes4(text: string): readonly DefaultRoute[] {
  return rows(text).flatMap(
    ([name = '', destination, gateway = '', flags = '0', , , , mask]): DefaultRoute[] => {
      if (destination !== '00000000' || mask !== '00000000' || !isUsable(flags)) return [];
      const bytes = (gateway.match(/../gu) ?? []).toReversed().map((byte) => Number.parseInt(byte, 16));
      const address = bytes.some((byte) => byte > 0) ? { gateway: bytes.join('.') } : {};
      return [{ family: 4, interface: name, ...address }];
    },
  );
}

/** The same in the format of `/proc/net/ipv6_route`, where the interface stands last. */
export function parseRoutes6(text: string): readonly DefaultRoute[] {
  return rows(text).flatMap(
    ([destination = '', length, , , gateway = '', , , , flags = '0', name = '']): DefaultRoute[] => {
      if (!/^0{32}$/u.test(destination) || length !== '00' || !isUsable(flags) || name === 'lo') return [];
      const literal = parseIpLiteral((gateway.match(/.{4}/gu) ?? []).join(':'))?.address;
      const address = literal === undefined || literal === '::' ? {} : { gateway: literal };
      return [{ family: 6, interface: name, ...address }];
    },
  );
}

/** Whether the neighbour has answered on its link, in the format of `/proc/net/arp`; `undefined` when it is not listed. */
export function parseArp(text: string, address: string): boolean | undefined {
  const row = rows(text).find(([first]) => first === address);
  // ATF_COM: the hardware address is known.
  return row === undefined ? undefined : (Number.parseInt(row[2] ?? '0', 16) & 0x2) !== 0;
}

/** Whether this host knows a neighbour of IPv4 to be there; `undefined` when it has no opinion. */
export function isNeighbourKnown(address: string): boolean | undefined {
  return parseArp(textOf('/proc/net/arp'), address);
}

function rows(text: string): readonly (readonly string[])[] {
  return text.split('\n').map((line) => line.trim().split(/\s+/u));
}

function isUsable(flags: string): boolean {
  const bits = Number.parseInt(flags, 16);
  return (bits & isUp) !== 0 && (bits & isReject) === 0;
}

function textOf(file: string): string {
  try {
    return readFileSync(file, 'utf8');
  } catch {
    return '';
  }
}
