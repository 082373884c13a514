import { closeSync, constants, openSync, readSync, writeSync } from 'node:fs';
import { ip, testCalls } from './network-namespace.ts';
import { decodePacket, encodePacket, type IcmpPacket } from './packets.ts';

/** linux/if_tun.h: packets of IP without a header of the device's own. */
const makeInterface = 0x4004_54ca;
const tunWithoutHeader = 0x1001;
const interfaceRequestBytes = 40;

const echoRequest = { 4: 8, 6: 128 } as const;

/** An echo request that reached the far side of the interface. */
export interface EchoRequestPacket extends IcmpPacket {
  /** The packet as it came, with its IP header. */
  readonly packet: Buffer;
}

/** What a host does with an echo request. */
export type Behaviour = (request: EchoRequestPacket, inject: (packet: IcmpPacket) => void) => void;

/** A network behind a TUN interface whose every host is a function of the test. */
export interface TunNetwork extends Disposable {
  /** Has the hosts of the network behave so; one without a behaviour is silent. */
  behave(address: string, behaviour: Behaviour): void;
  /** The echo requests that reached the network, oldest first. */
  readonly requests: readonly EchoRequestPacket[];
}

/**
 * Makes the interface tun0 in the test's own namespace, with the given addresses in CIDR form and an MTU of 1500.
 * Packets pass in both directions within this process.
 */
export function openTunNetwork(addresses: readonly string[]): TunNetwork {
  const fd = openSync('/dev/net/tun', constants.O_RDWR | constants.O_NONBLOCK);
  const interfaceRequest = Buffer.alloc(interfaceRequestBytes);
  interfaceRequest.write('tun0');
  interfaceRequest.writeUInt16LE(tunWithoutHeader, 16);
  if (testCalls().ioctl(fd, makeInterface, interfaceRequest) !== 0) throw new Error('TUNSETIFF failed');
  ip('link set tun0 addrgenmode none');
  for (const address of addresses) ip(`addr add ${address} dev tun0${address.includes(':') ? ' nodad' : ''}`);
  ip('link set tun0 up');

  const behaviours = new Map<string, Behaviour>();
  const requests: EchoRequestPacket[] = [];
  const inject = (packet: IcmpPacket): void => void writeSync(fd, encodePacket(packet));
  const watcher = testCalls().watch(fd, () => {
    for (const packet of packetsIn(fd)) {
      const decoded = decodePacket(packet);
      if (decoded === undefined || decoded.icmp.readUInt8(0) !== echoRequest[decoded.family]) continue;
      const request = { ...decoded, packet };
      requests.push(request);
      behaviours.get(decoded.to)?.(request, inject);
    }
  });
  return {
    behave: (address, behaviour) => void behaviours.set(address, behaviour),
    requests,
    [Symbol.dispose]() {
      watcher.close();
      closeSync(fd);
    },
  };
}

function* packetsIn(fd: number): Generator<Buffer> {
  for (;;) {
    const packet = Buffer.alloc(2000);
    try {
      yield packet.subarray(0, readSync(fd, packet));
    } catch (error) {
      if (error instanceof Error && 'code' in error && error.code === 'EAGAIN') return;
      throw error;
    }
  }
}
