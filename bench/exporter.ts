import type { Child, Children } from './children.ts';
import { freePort } from './free-port.ts';
import { connectToExporter } from './load/exporter-connection.ts';
import { monotonicMs } from './monotonic.ts';
import { untilReady } from './until-ready.ts';

/** How an exporter is started. */
export interface ExporterCommand {
  /** The words of a command; flags are put behind them. */
  readonly program: readonly string[];
  readonly flags: readonly string[];
  readonly env: Readonly<Record<string, string>>;
}

/** An exporter that runs. Disposing of it ends it. */
export interface Exporter extends Pick<Child, 'pid' | 'process'>, AsyncDisposable {
  readonly port: number;
  /** From its start to the first good answer of `/-/healthy`. */
  readonly startMs: number;
}

/** Starts an exporter on a free port; resolves when it is healthy. */
export async function startExporter(
  children: Children,
  { program, flags, env }: ExporterCommand,
): Promise<Exporter> {
  const port = await freePort();
  const startedAtMs = monotonicMs();
  const child = children.start([...program, ...flags, `--web.listen-address=127.0.0.1:${port}`], { env });
  await untilReady(child, () => isHealthy(port));
  const startMs = monotonicMs() - startedAtMs;
  return {
    pid: child.pid,
    process: child.process,
    port,
    startMs,
    [Symbol.asyncDispose]: () => child[Symbol.asyncDispose](),
  };
}

async function isHealthy(port: number): Promise<boolean> {
  using connection = await connectToExporter(port);
  const { status } = await connection.get('/-/healthy');
  return status === 200;
}
