import net from 'node:net';
import { abortFailure } from '../abort.ts';
import type { ProbeContext } from '../contract.ts';
import type { Failure } from '../failure.ts';
import type { Dialled } from '../shared/dial.ts';
import { refusedHost } from '../shared/policy.ts';
import { socketFailure } from '../shared/socket-failure.ts';
import { untilConnected } from '../shared/until-connected.ts';

/** What `sun_path` holds on Linux without its NUL; Node.js would cut a longer path and connect elsewhere. */
const maxPathBytes = 107;

/**
 * Connects to the stream socket at `path`, if the target policy allows it; on Linux a leading `@` names an abstract socket (unix(7)). Ends when
 * `context.signal` aborts.
 *
 * The socket has no listeners: whoever receives it listens for `error` before the next turn of the event loop,
 * and destroys it.
 */
export async function dialUnix(path: string, context: ProbeContext): Promise<Dialled> {
  const { clock, signal } = context;
  const problem = problemOf(path);
  if (problem !== undefined) {
    const failure = { phase: 'connect', reason: 'target.invalid', blame: 'local', detail: problem } as const;
    return { durationMs: 0, ok: false, failure };
  }
  const refused = refusedHost({ scheme: 'unix', host: path }, context);
  if (refused !== undefined) return { durationMs: 0, ok: false, failure: refused };
  if (signal.aborted) return { durationMs: 0, ok: false, failure: abortFailure(signal, 'connect') };
  const startMs = clock.monotonicMs();
  const isAbstract = process.platform === 'linux' && path.startsWith('@');
  const socket = net.connect({ path: isAbstract ? `\0${path.slice(1)}` : path });
  const attempt = await untilConnected(socket, signal, unixFailure);
  return { durationMs: clock.monotonicMs() - startMs, ...attempt };
}

function problemOf(path: string): string | undefined {
  if (path === '') return 'the target names no socket';
  if (path.includes('\0')) return 'the path of a socket cannot hold a NUL byte';
  const bytes = Buffer.byteLength(path);
  return bytes > maxPathBytes
    ? `the path of a socket has at most ${maxPathBytes} bytes; this one has ${bytes}`
    : undefined;
}

type Meaning = Pick<Failure, 'reason' | 'blame' | 'detail'>;

const noSuchFile = { reason: 'unix.not_found', blame: 'target' } as const;

/** Where connect(2) means something else for a path than for an address. */
const meanings: ReadonlyMap<string, Meaning> = new Map<string, Meaning>([
  ['ENOENT', { ...noSuchFile, detail: 'there is no socket at this path' }],
  ['ENOTDIR', { ...noSuchFile, detail: 'a part of the path that should be a directory is none' }],
  [
    'ECONNREFUSED',
    {
      reason: 'unix.refused',
      blame: 'target',
      detail: 'nobody listens at this path, or what is there is no socket',
    },
  ],
  [
    'EPROTOTYPE',
    { reason: 'unix.refused', blame: 'target', detail: 'the socket at this path is no stream socket' },
  ],
  [
    'EAGAIN',
    {
      reason: 'unix.backlog_full',
      blame: 'target',
      detail: 'the queue of connections that the listener has not accepted is full',
    },
  ],
  [
    'EACCES',
    {
      reason: 'local.permission',
      blame: 'local',
      detail: 'this process may not use the socket: it needs to write to it and to search its directories',
    },
  ],
]);

/** The failure that an error of connect(2) to a path stands for, told by its `code`. */
export function unixFailure(error: Error): Failure {
  const code = 'code' in error && typeof error.code === 'string' ? error.code : '';
  const meaning = meanings.get(code);
  if (meaning === undefined) return socketFailure(error, 'connect');
  return { phase: 'connect', ...meaning, detail: `${meaning.detail} (${code})` };
}
