/**
 * The least exporter that could be written in Node.js, as the floor below ours: the same HTTP server, one bare probe for
 * each request to `/probe`, and a page of a usual size of which only two lines are about the probe.
 *
 * Started as an exporter is; of its flags only `--web.listen-address=127.0.0.1:PORT` counts.
 */
import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import { bareProbe, bareProtocols } from '../load/bare-probe.ts';

/** As much as the families that a page of ours has besides those two. */
const filler = '# HELP probe_filler Stands for what a page says besides.\n'.repeat(28);

const listenAddress = process.argv.find((word) => word.startsWith('--web.listen-address='));
const listenPort = Number(listenAddress?.split(':').at(-1));

async function answer(request: IncomingMessage, response: ServerResponse): Promise<void> {
  const { pathname, searchParams } = new URL(request.url ?? '/', 'http://least.invalid');
  if (pathname !== '/probe') {
    response.end('Healthy\n');
    return;
  }
  const target = searchParams.get('target') ?? '';
  const port = Number(/:(\d+)/u.exec(target)?.[1]);
  const asked = target.startsWith('https:') ? 'https' : searchParams.get('module');
  const probe = bareProbe(bareProtocols.find((protocol) => protocol === asked) ?? 'tcp', port);
  const { ok, seconds = 0 } = await probe();
  const page = `${filler}probe_success ${Number(ok)}\nprobe_duration_seconds ${seconds}\n`;
  response.setHeader('content-type', 'text/plain; version=0.0.4; charset=utf-8');
  response.setHeader('content-length', Buffer.byteLength(page));
  response.end(page);
}

createServer((request, response) => void answer(request, response)).listen(listenPort, '127.0.0.1');
