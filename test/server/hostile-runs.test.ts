/** What a hostile server words breaks no page, no line, no JSON and no terminal. */
import type net from 'node:net';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { probers } from '../../probes/registry.ts';
import { parseConfig } from '../../src/config/load.ts';
import { systemClock } from '../../src/engine/clock.ts';
import { createLogger } from '../../src/log.ts';
import { type LogFormat } from '../../src/log-line.ts';
import { transcriptLines } from '../../src/server/transcript-lines.ts';
import { ask, startTestApp, type TestApp } from '../helpers/app.ts';
import { startTcpServer, type TcpServer } from '../helpers/tcp-server.ts';

/** Whatever moves a cursor, turns the direction, hides itself or divides lines, but the line break between lines. */
const harmful = /[\p{Cc}\p{Cf}\p{Cs}\p{Zl}\p{Zp}]/u;

const nasty = [
  '<script>alert(1)</script>&"\'',
  '\u001b[2J\u001b]0;title\u0007',
  '\u009b31m',
  'a\u202eb\u2066c\u200b',
  'x\u2028y\u2029z',
  String.raw`\" time=2026 level=INFO msg=ok`,
];
const invalidUtf8 = Buffer.from([0x61, 0xff, 0xfe, 0xc3, 0x28, 0xed, 0xa0, 0x80, 0x62]);

/** Header fields may not have control characters; everything else comes as it is, and the body has them all. */
function answer(socket: net.Socket): void {
  const values = nasty.map((text) => Buffer.from(text.replaceAll(/[\u0000-\u001f\u007f]/gu, '')));
  const fields = [...values, invalidUtf8].map((value, index) =>
    Buffer.concat([Buffer.from(`X-Nasty-${index}: `), value, Buffer.from('\r\n')]),
  );
  const location = Buffer.from('Location: http://me:hunter2@\u202eevil.test/<b>?token=hunter2\r\n');
  socket.end(
    Buffer.concat([
      Buffer.from('HTTP/1.1 500 no\r\nConnection: close\r\nSet-Cookie: sid=hunter2\r\n'),
      ...fields,
      location,
      Buffer.from('\r\n'),
      Buffer.from(nasty.join('\n')),
      invalidUtf8,
    ]),
  );
}

describe.each(['http', 'tcp'])('of a hostile server over %s', (prober) => {
  let app: TestApp;
  let server: TcpServer;

  beforeAll(async () => {
    const text = `modules:
  http: { prober: http, http: { fail_if_header_matches: [{ header: X-Nasty-0, regexp: script }] } }
  tcp: { prober: tcp, timeout: 1s, tcp: { query_response: [{ send: GET }, { expect: never }] } }
`;
    const loaded = parseConfig({ text, fileName: 'c' }, probers);
    if (!loaded.ok) throw new Error('the modules of this test do not load');
    server = await startTcpServer((socket) => socket.once('data', () => answer(socket)));
    app = await startTestApp({
      modules: [...loaded.config.modules.values()],
      options: { proberLevel: 'debug' },
    });
    await ask(app.port, `/probe?module=${prober}&target=${server.target}`);
  });
  afterAll(async () => {
    await app.server.stop(0);
    await server[Symbol.asyncDispose]();
  });

  test('is written down', () => {
    const [entry] = app.parts.history.list();
    expect(entry?.result.outcome.ok).toBe(false);
    expect(JSON.stringify(entry?.result.transcript)).toContain('script');
  });

  test.each(['/logs?id=0', '/'])('the page %s is harmless', async (path) => {
    const { text } = await ask(app.port, path);
    for (const line of text.split('\n')) expect(line).not.toMatch(harmful);
    expect(path === '/' && text.includes('<script')).toBe(false);
    expect(text).not.toContain('hunter2');
  });

  test.each(['/api/v1/results', '/api/v1/results/0'])(
    'the JSON of %s is one harmless line that can be read',
    async (path) => {
      const { text } = await ask(app.port, path);
      expect(text.slice(0, -1)).not.toMatch(harmful);
      expect(text.at(-1)).toBe('\n');
      expect(() => void JSON.parse(text)).not.toThrow();
      expect(text).not.toContain('hunter2');
    },
  );

  test.each<LogFormat>(['logfmt', 'json'])('the log as %s is one harmless line an event', (format) => {
    const lines: string[] = [];
    const logger = createLogger({
      level: 'debug',
      format,
      clock: systemClock,
      write: (line) => lines.push(line),
    });
    const result = app.parts.history.byId(0)?.result;
    if (result === undefined) throw new Error('the run is gone');
    for (const entry of transcriptLines(result, 'debug')) logger.write(entry);
    expect(lines).toHaveLength(result.transcript.length);
    for (const line of lines) {
      expect(line.slice(0, -1)).not.toMatch(harmful);
      expect(line.at(-1)).toBe('\n');
      expect(line).not.toContain('hunter2');
      expect(() => void (format === 'json' && JSON.parse(line))).not.toThrow();
    }
  });
});
