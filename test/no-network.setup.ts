/** Refuses every connection and datagram of a test that would leave this machine. */
import dgram from 'node:dgram';
import net, { type Socket } from 'node:net';
import { localNetworks } from './helpers/local-networks.ts';

function isLocal(host: string): boolean {
  if (host === 'localhost') return true;
  const family = net.isIP(host);
  if (family === 0) return false;
  return localNetworks.check(host, family === 4 ? 'ipv4' : 'ipv6');
}

function hostOf(args: readonly unknown[]): string {
  const first: unknown = Array.isArray(args[0]) ? args[0][0] : args[0];
  if (typeof first === 'object' && first !== null) {
    if ('path' in first && typeof first.path === 'string') return 'localhost';
    return 'host' in first && typeof first.host === 'string' ? first.host : 'localhost';
  }
  const second = args[1];
  return typeof first === 'number' && typeof second === 'string' ? second : 'localhost';
}

const connect = net.Socket.prototype.connect;
net.Socket.prototype.connect = function guarded(this: Socket, ...args: unknown[]): Socket {
  const host = hostOf(args);
  if (!isLocal(host)) throw new Error(`a test tried to connect to ${host}: only loopback is allowed`);
  Reflect.apply(connect, this, args);
  return this;
};

const send = dgram.Socket.prototype.send;
dgram.Socket.prototype.send = function guarded(this: dgram.Socket, ...args: unknown[]): void {
  const host = args.find((arg) => typeof arg === 'string' && net.isIP(arg) !== 0);
  if (typeof host === 'string' && !isLocal(host)) {
    throw new Error(`a test tried to send to ${host}: only loopback is allowed`);
  }
  Reflect.apply(send, this, args);
};
