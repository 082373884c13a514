import { connectToExporter, type ExporterConnection } from './exporter-connection.ts';
import type { ProbeOnce } from './probe-once.ts';
import { readProbePage } from './probe-page.ts';

/** Connections to one exporter that wait for the next request. */
export type IdleConnections = ExporterConnection[];

/**
 * Probes by asking an exporter for `path`, over a connection that is idle or a new one, so that there are never more
 * connections than there were requests at a time.
 */
export function exporterProbe(
  { port, path }: { readonly port: number; readonly path: string },
  idle: IdleConnections,
): ProbeOnce {
  return async () => {
    const connection = openOne(idle) ?? (await connectToExporter(port));
    const answer = await connection.get(path);
    idle.push(connection);
    return readProbePage(answer);
  };
}

function openOne(idle: IdleConnections): ExporterConnection | undefined {
  for (;;) {
    const connection = idle.pop();
    if (connection === undefined || connection.isOpen()) return connection;
  }
}
