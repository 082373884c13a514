import { createRequire } from 'node:module';
import { getSystemErrorName } from 'node:util';
import type { Failure } from '../failure.ts';
import { linux } from './linux.ts';

/** What waits for a file descriptor on the event loop of its thread. */
export interface Watcher {
  /**
   * Calls back whenever the descriptor is readable. After an error `status` is negative and the watcher has
   * stopped: it must be started again.
   */
  start(events: WatchedEvents, callback: (status: number) => void): void;
  close(): void;
}

/** What to wait for; an error counts as either. */
export interface WatchedEvents {
  readonly readable?: boolean;
  readonly writable?: boolean;
}

/** The functions of the C library that echo sockets are made of, as there: -1 is an error. */
interface LibraryFunctions {
  socket(domain: number, type: number, protocol: number): number;
  bind(fd: number, address: Uint8Array, addressBytes: number): number;
  connect(fd: number, address: Uint8Array, addressBytes: number): number;
  setsockopt(fd: number, level: number, name: number, value: Uint8Array, valueBytes: number): number;
  sendto(
    fd: number,
    message: Uint8Array,
    messageBytes: number,
    flags: number,
    address: Uint8Array,
    addressBytes: number,
  ): number;
  recvmsg(fd: number, header: Uint8Array, flags: number): number;
  close(fd: number): number;
  /** 0 when no interface has that name. */
  if_nametoindex(name: string): number;
  /** The state of the clock; asks only, when all bytes are zero. */
  adjtimex(timex: Uint8Array): number;
}

/** What echo sockets need of the operating system. */
export interface SystemCalls extends LibraryFunctions {
  /** The name of the last error, `EACCES`. */
  errorCode(): string;
  /**
   * Where the bytes are in memory. They stay there for as long as something refers to the array; the number that
   * this gives does not, so that whoever passes it on has to keep the array for at least as long.
   */
  addressOf(bytes: Uint8Array): bigint;
  watch(fd: number, events: WatchedEvents, callback: (status: number) => void): Watcher;
  /** The size of a pointer and of `size_t`: 4 or 8. */
  readonly wordBytes: number;
}

/** A pointer or a `size_t` as it lies in a structure. */
export function encodeWord(value: bigint, wordBytes: number): Buffer {
  const encoded = Buffer.alloc(8);
  encoded.writeBigUInt64LE(value);
  return encoded.subarray(0, wordBytes);
}

/** The part of the package koffi that is used; its own types say `any` and leave out the status of a poll. */
interface Koffi {
  load(path: null): {
    func<Name extends keyof LibraryFunctions>(
      name: Name,
      result: string,
      parameters: readonly string[],
    ): LibraryFunctions[Name];
  };
  address(value: Uint8Array): bigint;
  errno(): number;
  sizeof(type: string): number;
  readonly node: {
    poll(fd: number, events: WatchedEvents, callback: (status: number) => void): Watcher;
  };
}

/** The system calls, or why there are none here. */
export type SystemCallsChoice =
  | { readonly ok: true; readonly calls: SystemCalls }
  | { readonly ok: false; readonly failure: Failure };

let known: SystemCallsChoice | undefined;

/** Binds the system calls at the first call; the answer never changes while the process runs. */
export function systemCalls(): SystemCallsChoice {
  known ??= bindSystemCalls(process.platform, createRequire(import.meta.url));
  return known;
}

/** Binds the system calls through the optional package koffi as `load` finds it, or says what is missing. */
export function bindSystemCalls(platform: string, load: (name: 'koffi') => Koffi): SystemCallsChoice {
  if (platform !== 'linux') return unavailable(`ICMP probes need Linux; this host runs ${platform}`);
  try {
    return { ok: true, calls: callsThrough(load('koffi')) };
  } catch (error) {
    const [why = ''] = error instanceof Error ? error.message.split('\n', 1) : [];
    return unavailable(
      `ICMP probes need the optional package koffi, which cannot be loaded (${why}); ` +
        'install it with "npm install koffi", or this program without --omit=optional',
    );
  }
}

function callsThrough(koffi: Koffi): SystemCalls {
  const libc = koffi.load(null);
  return {
    socket: libc.func('socket', 'int', ['int', 'int', 'int']),
    bind: libc.func('bind', 'int', ['int', 'const void *', 'uint32_t']),
    connect: libc.func('connect', 'int', ['int', 'const void *', 'uint32_t']),
    setsockopt: libc.func('setsockopt', 'int', ['int', 'int', 'int', 'const void *', 'uint32_t']),
    sendto: libc.func('sendto', 'long', ['int', 'const void *', 'size_t', 'int', 'const void *', 'uint32_t']),
    recvmsg: libc.func('recvmsg', 'long', ['int', 'void *', 'int']),
    close: libc.func('close', 'int', ['int']),
    if_nametoindex: libc.func('if_nametoindex', 'uint', ['const char *']),
    adjtimex: libc.func('adjtimex', 'int', ['void *']),
    errorCode: () => nameOf(koffi.errno()),
    addressOf: (bytes) => koffi.address(bytes),
    watch: (fd, events, callback) => koffi.node.poll(fd, events, callback),
    wordBytes: koffi.sizeof('size_t'),
  };
}

/** Node.js names those that its own library knows, and a connection that is being made is none. */
function nameOf(errno: number): string {
  return errno === linux.EINPROGRESS ? 'EINPROGRESS' : getSystemErrorName(-errno);
}

function unavailable(detail: string): SystemCallsChoice {
  return { ok: false, failure: { phase: 'connect', reason: 'local.unavailable', blame: 'local', detail } };
}
