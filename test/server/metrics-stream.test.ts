import { once } from 'node:events';
import http from 'node:http';
import http2 from 'node:http2';
import type { Readable } from 'node:stream';
import { buffer } from 'node:stream/consumers';
import { setImmediate as nextTurn } from 'node:timers/promises';
import { gunzipSync } from 'node:zlib';
import { describe, expect, test } from 'vitest';
import type { PageForm } from '../../src/metrics/negotiate.ts';
import type { App } from '../../src/server/messages.ts';
import { streamPage } from '../../src/server/metrics-stream.ts';
import { mint, mintAuthority } from '../helpers/certificates.ts';
import { createGate } from '../helpers/gate.ts';
import { startWebApp, type WebApp } from '../helpers/web-app.ts';

type Protocol = 'HTTP/1.1' | 'HTTP/2';

const authority = mintAuthority('Test root');
const identity = mint({ issuer: authority, ipAddresses: ['127.0.0.1'] });

/** Serves the page, and tells how sending it ended. */
function pageApp(page: () => AsyncIterable<Uint8Array>, gzip = false) {
  const form: PageForm = { format: 'text', escaping: 'underscores', gzip, contentType: 'text/plain' };
  let tell = (_ended: unknown): void => {};
  const ended = new Promise<unknown>((resolve) => {
    tell = resolve;
  });
  const app: App = (request, response) => {
    const exchange = { request, response, query: new Map(), rawQuery: '' };
    streamPage(exchange, form, page()).then(() => tell('sent'), tell);
  };
  return { app, ended };
}

function serve(app: App, protocol: Protocol): Promise<WebApp> {
  if (protocol === 'HTTP/1.1') return startWebApp({ files: { 'web.yml': '' }, app });
  const web = 'tls_server_config: { cert_file: c.pem, key_file: k.pem }\n';
  const files = { 'web.yml': web, 'c.pem': identity.certPem, 'k.pem': identity.keyPem };
  return startWebApp({ files, app, tls: true });
}

/** A client that has got the head of the answer. */
interface Reader {
  cancel(): void;
  drop(): void;
  /** Reads on: the whole body, unless it was cut off. */
  end(): Promise<Buffer | 'cut off'>;
}

async function startReading(port: number, protocol: Protocol): Promise<Reader> {
  if (protocol === 'HTTP/1.1') {
    const request = http.get({ host: '127.0.0.1', port, agent: false });
    const response = await new Promise<http.IncomingMessage>((resolve) => {
      request.once('response', resolve);
    });
    const drop = (): void => void request.socket?.resetAndDestroy();
    return { cancel: () => void request.destroy(), drop, end: () => bodyOf(response) };
  }
  const session = http2.connect(`https://127.0.0.1:${port}`, { ca: authority.certPem });
  const stream = session.request({ ':path': '/' });
  stream.once('close', () => session.close());
  await once(stream, 'response');
  return {
    cancel: () => stream.close(http2.constants.NGHTTP2_CANCEL),
    drop: () => session.destroy(),
    end: () => bodyOf(stream),
  };
}

async function bodyOf(stream: Readable): Promise<Buffer | 'cut off'> {
  try {
    return await buffer(stream);
  } catch {
    return 'cut off';
  }
}

describe.each<Protocol>(['HTTP/1.1', 'HTTP/2'])('over %s', (protocol) => {
  test.each([
    { name: 'cancels', leave: 'cancel', gzip: false },
    { name: 'cancels what is compressed', leave: 'cancel', gzip: true },
    { name: 'drops the connection', leave: 'drop', gzip: false },
    { name: 'drops the connection, of what is compressed', leave: 'drop', gzip: true },
  ] as const)('writing ends when the client $name', async ({ leave, gzip }) => {
    const over = createGate();
    async function* endless(): AsyncGenerator<Uint8Array> {
      try {
        for (;;) {
          // Noise, which compression makes no smaller.
          yield crypto.getRandomValues(new Uint8Array(60_000));
          await nextTurn();
        }
      } finally {
        over.open();
      }
    }
    const { app, ended } = pageApp(endless, gzip);
    await using web = await serve(app, protocol);
    const client = await startReading(web.port, protocol);
    client[leave]();
    expect(await ended).toBe('sent');
    await over.opened;
  });

  test('a page that cannot be written to its end is cut off, not finished', async () => {
    const bug = new Error('bug');
    async function* broken(): AsyncGenerator<Uint8Array> {
      yield Buffer.from('half');
      await nextTurn();
      throw bug;
    }
    const { app, ended } = pageApp(broken);
    await using web = await serve(app, protocol);
    const client = await startReading(web.port, protocol);
    expect(await client.end()).toBe('cut off');
    expect(await ended).toBe(bug);
  });

  test('the whole page comes, compressed', async () => {
    async function* page(): AsyncGenerator<Uint8Array> {
      for (let index = 0; index < 5; index += 1) yield Buffer.from(`${index}`.repeat(70_000));
    }
    const { app, ended } = pageApp(page, true);
    await using web = await serve(app, protocol);
    const client = await startReading(web.port, protocol);
    const body = await client.end();
    expect(body instanceof Buffer ? gunzipSync(body).length : body).toBe(5 * 70_000);
    expect(await ended).toBe('sent');
  });
});
