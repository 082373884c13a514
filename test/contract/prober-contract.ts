import { getEventListeners, setMaxListeners } from 'node:events';
import type net from 'node:net';
import * as fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { RunAbandoned } from '../../probes/abort.ts';
import type { Outcome, ProbeContext, ProberDefinition } from '../../probes/contract.ts';
import { shortened } from '../../probes/shared/shortened.ts';
import { systemClock } from '../../src/engine/clock.ts';
import { testContext } from '../helpers/context.ts';
import { fullBacklog } from '../helpers/full-backlog.ts';
import { leakedSince, openResources, settled } from '../helpers/open-resources.ts';
import { closedPort, type StreamServer, startTcpServer } from '../helpers/tcp-server.ts';
import { expectWellFormed } from './well-formed.ts';

/** How the peers of the contract are reached. */
export interface ContractTransport {
  readonly startServer: (talk: (socket: net.Socket) => void) => Promise<StreamServer>;
  /** Where no attempt to connect is answered; absent where every attempt is. */
  readonly blackHole?: () => Promise<AsyncDisposable & { readonly target: string }>;
  /** Where nothing listens. */
  readonly closed: () => Promise<string>;
  /** Ends a connection as rudely as the transport knows how. */
  readonly reset: (socket: net.Socket) => void;
}

const overTcp: ContractTransport = {
  startServer: (talk) => startTcpServer(talk),
  blackHole: async () => {
    const backlog = await fullBacklog();
    return {
      target: `127.0.0.1:${backlog.port}`,
      [Symbol.asyncDispose]: () => backlog[Symbol.asyncDispose](),
    };
  },
  closed: async () => `127.0.0.1:${await closedPort()}`,
  reset: (socket) => socket.resetAndDestroy(),
};

/** What the contract needs to know about a prober of connections. */
export interface ContractSubject<Options, Observations> {
  readonly prober: ProberDefinition<Options, Observations>;
  /** Options with which a run needs an answer: against a peer that says nothing it waits to the end. */
  readonly options: Options;
  /** Default: TCP on loopback. */
  readonly transport?: ContractTransport;
  /** The target text for a peer at `127.0.0.1:port`, for example `http://127.0.0.1:port/`. */
  readonly targetOf: (hostPort: string) => string;
  /** Talks to one connection so that a run with `options` succeeds. */
  readonly healthy: (socket: net.Socket) => void;
  /** Target texts to try beside random ones: whatever the prober's syntax makes interesting. */
  readonly oddTargets: readonly string[];
}

/** A run must end this soon after its signal has aborted. */
const slackMs = 50;

const floodBytes = Buffer.alloc(64 * 1024, 'flood ');
const floodLines = Buffer.alloc(64 * 1024, '\n');

/** Peers that misbehave once they are connected. Runs against them end, one way or the other. */
const hostilePeers = (
  reset: ContractTransport['reset'],
): readonly (readonly [name: string, talk: (socket: net.Socket) => void])[] => [
  ['closes at once', (socket) => socket.end()],
  ['resets at once', reset],
  ['resets after the first bytes', (socket) => socket.once('data', () => reset(socket))],
  ['closes after the first bytes', (socket) => socket.once('data', () => socket.end())],
  ['sends garbage and closes', (socket) => socket.end(Buffer.from(garbage()))],
  ['sends garbage and stays', (socket) => socket.write(Buffer.from(garbage()))],
  ['sends NULs', (socket) => socket.end(Buffer.alloc(1000))],
  ['sends one byte and stays', (socket) => socket.write('2')],
  ['floods without a line feed', (socket) => flood(socket, floodBytes)],
  ['floods with line feeds', (socket) => flood(socket, floodLines)],
  ['drips byte by byte', drip],
];

/** Every byte value, often enough to fill more than one read, the same at every run. */
function garbage(): Uint8Array {
  return Uint8Array.from({ length: 100_000 }, (_, index) => (index * 31 + (index >>> 8) * 17) & 0xff);
}

function flood(socket: net.Socket, chunk: Buffer): void {
  const pump = (): void => {
    while (!socket.destroyed && socket.write(chunk));
  };
  socket.on('drain', pump);
  pump();
}

function drip(socket: net.Socket): void {
  const timer = setInterval(() => socket.write('x'), 2);
  socket.on('close', () => clearInterval(timer));
}

/**
 * Registers the tests that every prober of connections must pass, whatever it probes.
 *
 * Call it once in a test file of the prober's own; everything runs on loopback.
 */
export function proberContract<Options, Observations>(subject: ContractSubject<Options, Observations>): void {
  const { prober, options, transport = overTcp, targetOf, healthy, oddTargets } = subject;
  const { startServer, blackHole, closed, reset } = transport;

  /** Runs once and checks what is true of every outcome. */
  async function run(text: string, context: ProbeContext, hostname?: string): Promise<Outcome<Observations>> {
    const startMs = systemClock.monotonicMs();
    const target = hostname === undefined ? { text } : { text, hostname };
    const outcome = await prober.probe(target, options, context);
    expectWellFormed({ prober, options, outcome, wholeMs: systemClock.monotonicMs() - startMs });
    return outcome;
  }

  describe(`the ${prober.name} prober keeps the contract:`, () => {
    test('succeeds against a healthy target, from one connection, which it closes', async () => {
      await using server = await startServer(healthy);
      using context = testContext();
      expect(await run(targetOf(server.target), context)).toMatchObject({ ok: true });
      await server.untilAccepted(1);
      await server.untilIdle();
      expect(server.accepted()).toBe(1);
    });

    const silentPeers: [string, () => Promise<AsyncDisposable & { readonly target: string }>][] = [
      ['accepts and says nothing', () => startServer(() => {})],
    ];
    if (blackHole !== undefined) silentPeers.push(['does not even answer the handshake', blackHole]);
    test.each(silentPeers)('ends at the deadline when the target %s', async (_name, start) => {
      await using target = await start();
      using context = testContext({ timeoutMs: 150 });
      const abortedMs = whenAborted(context.signal);
      const outcome = await run(targetOf(target.target), context);
      const endMs = systemClock.monotonicMs();
      expect(outcome.ok ? 'success' : outcome.failure.reason).toMatch(/timed_out$/u);
      expect(endMs - (await abortedMs)).toBeLessThan(slackMs);
    });

    test.each([
      ['no time was left', { timeoutMs: 0 }, 'local.no_time'],
      ['nobody waits for it', { signal: AbortSignal.abort(new RunAbandoned('gone')) }, 'local.aborted'],
    ])('does not connect at all when %s from the start', async (_name, limits, reason) => {
      await using server = await startServer(() => {});
      using context = testContext(limits);
      expect(await run(targetOf(server.target), context)).toMatchObject({
        ok: false,
        failure: { reason, blame: 'local' },
      });
      await settled();
      expect(server.accepted()).toBe(0);
    });

    test('ends at once when nobody waits any more, and closes the connection', async () => {
      await using server = await startServer(() => {});
      const controller = new AbortController();
      using context = testContext({ signal: controller.signal });
      const running = run(targetOf(server.target), context);
      await server.untilAccepted(1);
      const abortMs = systemClock.monotonicMs();
      controller.abort(new RunAbandoned('gone'));
      expect(await running).toMatchObject({
        ok: false,
        failure: { reason: 'local.aborted', blame: 'local' },
      });
      expect(systemClock.monotonicMs() - abortMs).toBeLessThan(slackMs);
      await server.untilIdle();
    });

    test.each(hostilePeers(reset))('ends, and lets go of a target that %s', async (_name, talk) => {
      await using server = await startServer(talk);
      using context = testContext({ timeoutMs: 150 });
      const abortedMs = whenAborted(context.signal);
      await run(targetOf(server.target), context);
      const endMs = systemClock.monotonicMs();
      const lateMs = context.signal.aborted ? endMs - (await abortedMs) : 0;
      expect(lateMs).toBeLessThan(slackMs);
      await server.untilAccepted(1);
      await server.untilIdle();
      expect(server.accepted()).toBe(1);
    });

    test('leaves no socket, timer or listener behind after 500 runs with one signal', async () => {
      await using server = await startServer(healthy);
      await using resetting = await startServer(reset);
      const refusing = await closed();
      using context = testContext({ timeoutMs: 60_000 });
      setMaxListeners(0, context.signal);
      const targets = [server.target, resetting.target, refusing, 'no.test:1', ''].map(targetOf);
      await settled();
      const before = openResources();
      for (let round = 0; round < 20; round += 1) {
        const texts = Array.from({ length: 25 }, (_, index) => targets[index % targets.length] ?? '');
        await Promise.all(texts.map((text) => run(text, context)));
      }
      expect(getEventListeners(context.signal, 'abort')).toHaveLength(0);
      await Promise.all([server.untilIdle(), resetting.untilIdle()]);
      expect(await leakedSince(before)).toEqual([]);
    });

    test.each(oddTargets.map((text) => [shortened(JSON.stringify(text)), text]))(
      'gives an outcome for the target %s',
      async (_name, text) => {
        using context = testContext({ timeoutMs: 1000 });
        expect(await run(text, context)).toMatchObject({ ok: false });
      },
    );

    test('gives an outcome for any target and any host name', async () => {
      const text = fc.oneof(
        fc.string({ unit: 'binary' }),
        fc.string().map(targetOf),
        fc.constantFrom(...oddTargets).chain((odd) => fc.string().map((more) => odd + more)),
      );
      using context = testContext({ timeoutMs: 10_000 });
      await fc.assert(
        fc.asyncProperty(
          text,
          fc.option(fc.string({ unit: 'binary' }), { nil: undefined }),
          async (odd, hostname) => {
            expect(await run(odd, context, hostname)).toMatchObject({ ok: false });
          },
        ),
      );
    });
  });
}

/** When the signal aborts, on the monotonic clock. */
function whenAborted(signal: AbortSignal): Promise<number> {
  return new Promise((resolve) => {
    signal.addEventListener('abort', () => resolve(systemClock.monotonicMs()), { once: true });
  });
}
