import type { IpAddress } from '../contract.ts';
import { type ControlMessages, decodeControlMessages } from './control-messages.ts';
import { identifierFilter, maxFilterBytes } from './identifier-filter.ts';
import { linux } from './linux.ts';
import type { SocketKind } from './observations.ts';
import { fixedMemory, ReceiveMemory } from './receive-memory.ts';
import { encodeWord, type SystemCalls, type Watcher } from './system-calls.ts';

/** A message as read. Its bytes are gone at the next read of any socket of this thread. */
export interface Received extends ControlMessages {
  /** As the kernel gave it: on a raw IPv4 socket with the IP header, otherwise from the ICMP header on. */
  readonly message: Buffer;
  /** A socket address: the sender's, or of an error the one that the message it is about was sent to. */
  readonly address: Buffer;
}

/** What a read gave: a message, nothing because none is there, or the code of an error. */
export type Read =
  | { readonly kind: 'message'; readonly received: Received }
  | { readonly kind: 'nothing' }
  | { readonly kind: 'error'; readonly code: string };

/** The queues of a socket: what came in, and the errors about what went out. */
export type Queue = 'incoming' | 'errors';

/** What a socket is opened as. */
export interface SocketType {
  readonly family: IpAddress['family'];
  readonly kind: SocketKind;
}

/** Where all sockets of this thread read into, one message at a time. */
let received: ReceiveMemory | undefined;

/** The filter that is being attached: the program only points to it. */
const filterMemory = fixedMemory(maxFilterBytes);

/**
 * A non-blocking ICMP socket. Calls that can fail give the code of the error, `EACCES`, or `undefined` when they
 * worked.
 */
export class IcmpSocket implements Disposable {
  readonly type: SocketType;
  readonly #fd: number;
  readonly #calls: SystemCalls;
  #watcher: Watcher | undefined;

  /** Takes over a descriptor, which is closed with the socket. */
  constructor(type: SocketType, fd: number, calls: SystemCalls) {
    this.type = type;
    this.#fd = fd;
    this.#calls = calls;
  }

  [Symbol.dispose](): void {
    this.#watcher?.close();
    this.#watcher = undefined;
    this.#calls.close(this.#fd);
  }

  bind(address: Buffer): string | undefined {
    return this.#judge(this.#calls.bind(this.#fd, address, address.length));
  }

  /** Asks for the hop limits of messages and for the ICMP errors about requests: see {@link Received}. */
  requestReports(): void {
    const { SOL_IP, IP_RECVTTL, IP_RECVERR, SOL_IPV6, IPV6_RECVHOPLIMIT, IPV6_RECVERR } = linux;
    const isIp4 = this.type.family === 4;
    // Should either fail, a reply is still a reply.
    this.#setNumber(isIp4 ? [SOL_IP, IP_RECVTTL] : [SOL_IPV6, IPV6_RECVHOPLIMIT], 1);
    this.#setNumber(isIp4 ? [SOL_IP, IP_RECVERR] : [SOL_IPV6, IPV6_RECVERR], 1);
  }

  setHopLimit(hopLimit: number): string | undefined {
    const { SOL_IP, IP_TTL, SOL_IPV6, IPV6_UNICAST_HOPS } = linux;
    const isIp4 = this.type.family === 4;
    return this.#setNumber(isIp4 ? [SOL_IP, IP_TTL] : [SOL_IPV6, IPV6_UNICAST_HOPS], hopLimit);
  }

  /**
   * Sets the don't-fragment bit of IPv4 packets. They are judged by the interface's MTU alone, not by what a
   * router reported to an earlier run: each run asks the path anew.
   */
  forbidFragments(): string | undefined {
    return this.#setNumber([linux.SOL_IP, linux.IP_MTU_DISCOVER], linux.IP_PMTUDISC_PROBE);
  }

  /** Lets only echo replies with this identifier into the queue; a datagram socket has no others anyway. */
  accept(identifier: number): string | undefined {
    const { wordBytes } = this.#calls;
    const filter = identifierFilter(this.type.family, identifier);
    filterMemory.set(filter);
    // struct sock_fprog: how many instructions, and where they are.
    const program = Buffer.alloc(2 * wordBytes);
    program.writeUInt16LE(filter.length / 8, 0);
    program.set(encodeWord(this.#calls.addressOf(filterMemory), wordBytes), wordBytes);
    const { SOL_SOCKET, SO_ATTACH_FILTER } = linux;
    const result = this.#calls.setsockopt(this.#fd, SOL_SOCKET, SO_ATTACH_FILTER, program, program.length);
    return this.#judge(result);
  }

  send(message: Buffer, to: Buffer): string | undefined {
    return this.#judge(this.#calls.sendto(this.#fd, message, message.length, 0, to, to.length));
  }

  read(queue: Queue): Read {
    const memory = (received ??= new ReceiveMemory(this.#calls));
    memory.reset();
    const flags = linux.MSG_DONTWAIT | (queue === 'errors' ? linux.MSG_ERRQUEUE : 0);
    const messageBytes = this.#calls.recvmsg(this.#fd, memory.header, flags);
    if (messageBytes < 0) {
      const code = this.#calls.errorCode();
      return code === 'EAGAIN' || code === 'EINTR' ? { kind: 'nothing' } : { kind: 'error', code };
    }
    const { wordBytes } = this.#calls;
    return {
      kind: 'message',
      received: {
        message: memory.message(messageBytes),
        address: memory.address,
        ...decodeControlMessages(memory.control, wordBytes),
      },
    };
  }

  /** Calls back, until the socket is disposed of, whenever one of its queues has something. */
  watch(onReady: () => void): void {
    const onStatus = (status: number): void => {
      onReady();
      // A message in the error queue counts as an error, and an error stops the watcher.
      if (status < 0) this.#watcher?.start({ readable: true }, onStatus);
    };
    this.#watcher = this.#calls.watch(this.#fd, { readable: true }, onStatus);
  }

  #setNumber([level, name]: readonly [level: number, name: number], value: number): string | undefined {
    const bytes = Buffer.alloc(4);
    bytes.writeInt32LE(value);
    return this.#judge(this.#calls.setsockopt(this.#fd, level, name, bytes, bytes.length));
  }

  #judge(result: number): string | undefined {
    return result < 0 ? this.#calls.errorCode() : undefined;
  }
}
