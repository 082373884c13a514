/**
 * Attacks on the whole program by the targets of its probes: whatever a target does, the probe is answered in time and
 * rightly, little memory is used, nothing stays open, and others are served meanwhile.
 */
import type { Socket } from 'node:net';
import { expect } from 'vitest';
import { probers } from '../../probes/registry.ts';
import { parseConfig } from '../../src/config/load.ts';
import { ask, startTestApp } from '../helpers/app.ts';
import { leakedSince, openResources } from '../helpers/open-resources.ts';

const mebibyte = 1024 * 1024;

/** Modules time out after this, so that what only ever ends with that takes no longer. */
const timeoutMs = 500;

/** How long after its time-out a probe may be answered, on a machine that has other things to do. */
const slackMs = 1500;

/**
 * What three probes at once may take in the heap and beside it: buffers of several connections, never a flood. Node.js 24
 * was seen to take 112.
 */
const memoryMiB = 160;

const probesAtOnce = 3;

/** What to probe, and what has to come of it. */
export interface Attack {
  /** The module's block in YAML, in one line, without its time-out. */
  readonly module: string;
  readonly target: string;
  /** `success`, or the reason of the failure; several when the outcome depends on where the network cuts. */
  readonly outcome: string | readonly string[];
}

/** The modules that were probed with. */
const warm = new Set<string>();

/** Probes the target several times at once, and expects all that is said above. */
export async function attack({ module, target, outcome }: Attack): Promise<void> {
  const text = `modules:\n  attacked: { timeout: ${timeoutMs}ms, ${module} }\n  neighbour: { prober: tcp }\n`;
  const loaded = parseConfig({ text, fileName: 'c.yml' }, probers);
  if (!loaded.ok) throw new Error(`the module of this test does not load: ${JSON.stringify(loaded.issues)}`);
  await using app = await startTestApp({ modules: [...loaded.config.modules.values()] });
  const path = `/probe?module=attacked&target=${encodeURIComponent(target)}`;
  // What is loaded with the first run of its kind is no leak.
  if (!warm.has(module)) await ask(app.port, path);
  warm.add(module);
  const before = openResources();
  const memory = watchMemory();
  const startedAtMs = performance.now();
  const answers = await Promise.all([
    ...Array.from({ length: probesAtOnce }, () => ask(app.port, path)),
    ask(app.port, `/probe?module=neighbour&target=127.0.0.1:${app.port}`),
  ]);
  const tookMs = performance.now() - startedAtMs;
  const grownMiB = memory.grownMiB();
  const neighbour = answers.pop();
  const wanted = typeof outcome === 'string' ? [outcome] : outcome;
  for (const answer of answers) {
    expect(answer.status).toBe(200);
    expect(wanted).toContain(outcomeOf(answer.text));
  }
  expect(neighbour?.text).toContain('\nprobe_success 1\n');
  expect(tookMs).toBeLessThan(timeoutMs + slackMs);
  expect(grownMiB).toBeLessThan(memoryMiB);
  expect(await leakedSince(before)).toEqual([]);
  const { text: health } = await ask(app.port, '/metrics?self=only');
  expect(health).toContain('\nvantage_bugs_total 0\n');
}

function outcomeOf(page: string): string {
  if (page.includes('\nprobe_success 1\n')) return 'success';
  return /^probe_failure_info\{.*?\breason="([^"]+)"/mu.exec(page)?.[1] ?? 'no reason';
}

function watchMemory() {
  const used = (): number => {
    const { heapUsed, external } = process.memoryUsage();
    return heapUsed + external;
  };
  const first = used();
  let most = first;
  const timer = setInterval(() => {
    most = Math.max(most, used());
  }, 20);
  return {
    grownMiB: () => {
      clearInterval(timer);
      return (Math.max(most, used()) - first) / mebibyte;
    },
  };
}

/** Writes the same bytes again and again, as fast as they are taken, until the connection ends. */
export function pump(socket: Socket, part: string | Buffer): void {
  const bytes = Buffer.from(part);
  const write = (): void => {
    while (!socket.destroyed && socket.write(bytes));
    socket.once('drain', write);
  };
  write();
}

/** Writes one byte in ten milliseconds, until the connection ends. */
export function drip(socket: Socket, text: string): void {
  let at = 0;
  const timer = setInterval(() => {
    socket.write(text[at % text.length] ?? '');
    at += 1;
  }, 10);
  socket.on('close', () => clearInterval(timer));
}
