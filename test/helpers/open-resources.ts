import { readdirSync, readlinkSync } from 'node:fs';
import { setImmediate, setTimeout } from 'node:timers/promises';

/**
 * What this process has open that could keep it alive: Node's handles and requests by kind, and on Linux the
 * sockets of the process, which include those of c-ares that Node does not list. Sorted, to be compared.
 */
export function openResources(): readonly string[] {
  return [...process.getActiveResourcesInfo(), ...sockets()].sort();
}

/** Lets handles that are closing finish: libuv closes at the end of a turn of the event loop. */
export async function settled(): Promise<void> {
  for (let turn = 0; turn < 5; turn += 1) await setImmediate();
}

/**
 * What is open now and was not `before`. Waits up to a second for it to close, because the test runner has
 * short-lived timers of its own; what leaked stays.
 */
export async function leakedSince(before: readonly string[]): Promise<readonly string[]> {
  let leaked: readonly string[] = [];
  for (let attempt = 0; attempt < 100; attempt += 1) {
    await settled();
    leaked = beyond(openResources(), before);
    if (leaked.length === 0) break;
    await setTimeout(10);
  }
  return leaked;
}

/** The members of `now` without those of `before`, counting repetitions. */
function beyond(now: readonly string[], before: readonly string[]): readonly string[] {
  const rest = [...now];
  for (const kind of before) {
    const at = rest.indexOf(kind);
    if (at >= 0) rest.splice(at, 1);
  }
  return rest;
}

function sockets(): readonly string[] {
  if (process.platform !== 'linux') return [];
  return readdirSync('/proc/self/fd').flatMap((fd) => (isSocket(fd) ? ['socket'] : []));
}

function isSocket(fd: string): boolean {
  try {
    return readlinkSync(`/proc/self/fd/${fd}`).startsWith('socket:');
  } catch {
    // The directory's own descriptor is closed by the time it is looked at.
    return false;
  }
}
