import net from 'node:net';

const loopback = new net.BlockList();
loopback.addSubnet('127.0.0.0', 8, 'ipv4');
loopback.addAddress('::1', 'ipv6');

/** Whether anybody but programs of this host can connect to an address that is listened on, `address:port`. */
export function isBeyondLoopback(listening: string): boolean {
  const host = listening.slice(0, listening.lastIndexOf(':')).replace(/^\[(?<bare>.*)\]$/u, '$<bare>');
  const family = net.isIP(host);
  return family === 0 || !loopback.check(host, family === 4 ? 'ipv4' : 'ipv6');
}
