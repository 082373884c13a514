import { once } from 'node:events';
import http from 'node:http';
import { monotonicMs } from '../monotonic.ts';
import { parseStartCounts, type StartCounts } from './counts.ts';

/** How a page is compressed on its way. */
export type Coding = 'plain' | 'gzip';

/** One scrape of the whole page. */
export interface Scrape {
  readonly durationMs: number;
  /** As sent. */
  readonly bytes: number;
}

/** What Prometheus says it takes. */
const accept = 'application/openmetrics-text;version=1.0.0;q=0.6,text/plain;version=0.0.4;q=0.3,*/*;q=0.1';

/** Scrapes everything, as Prometheus would, from the exporter on a port of 127.0.0.1; nothing of it is kept. */
export async function scrapeAll(port: number, coding: Coding): Promise<Scrape> {
  const startMs = monotonicMs();
  const headers = { accept, ...(coding === 'gzip' && { 'accept-encoding': 'gzip' }) };
  const answer = await get(port, '/metrics', headers);
  let bytes = 0;
  answer.on('data', ({ length }: Buffer) => {
    bytes += length;
  });
  await once(answer, 'end');
  return { durationMs: monotonicMs() - startMs, bytes };
}

/** What the exporter has counted of its starts by now. */
export async function scrapeCounts(port: number): Promise<StartCounts> {
  const answer = await get(port, '/metrics?self=only', {});
  let page = '';
  answer.setEncoding('utf8').on('data', (text: string) => {
    page += text;
  });
  await once(answer, 'end');
  return parseStartCounts(page);
}

function get(
  port: number,
  path: string,
  headers: Readonly<Record<string, string>>,
): Promise<http.IncomingMessage> {
  return new Promise((resolve, reject) => {
    const request = http.get({ host: '127.0.0.1', port, path, headers, agent: false }, (answer) => {
      if (answer.statusCode === 200) resolve(answer);
      else reject(new Error(`the exporter answered ${path} with ${answer.statusCode}`));
    });
    request.on('error', reject);
  });
}
