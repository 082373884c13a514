import { Socket } from 'node:net';
import type { ProbeContext } from '../contract.ts';
import { readBody } from './body.ts';
import { exchangeHttp1 } from './http1.ts';

let warmed: Promise<void> | undefined;

/**
 * Runs one exchange in memory, once per process: V8 compiles the code around it at the first response,
 * which takes milliseconds that would be reported as the first target's.
 */
export function warmUp(): Promise<void> {
  warmed ??= exchangeInMemory();
  return warmed;
}

/** A socket without a network: whatever is written, one response comes back. */
class AnsweringSocket extends Socket {
  override _read(): void {}

  override _write(_chunk: unknown, _encoding: BufferEncoding, callback: () => void): void {
    this.push('HTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\nok');
    callback();
  }
}

async function exchangeInMemory(): Promise<void> {
  const request = { method: 'GET', scheme: 'http', target: '/', host: 'warm.invalid', headers: [] };
  const exchange = await exchangeHttp1(new AnsweringSocket(), request, still);
  if (exchange.ok) await readBody(exchange.response.body, { compression: '', limitBytes: 0, keep: false });
}

/** A context in which no time passes: nothing here is measured. */
const still: ProbeContext = {
  signal: new AbortController().signal,
  clock: { monotonicMs: () => 0, wallMs: () => 0 },
  resolver: { lookup: () => Promise.resolve({ ok: true, addresses: [] }) },
  policy: { refuseHost: () => undefined, refuseAddress: () => undefined, dependsOnAddress: () => false },
  transcript: { record: () => {} },
};
