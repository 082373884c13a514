import { once } from 'node:events';
import { expect, test } from 'vitest';
import { WebSocketServer } from 'ws';
import { websocketProber } from '../../../probes/websocket/prober.ts';
import { testContext } from '../../helpers/context.ts';
import { websocketOptionsOf } from '../../helpers/websocket-options.ts';

/** What a real server saw of one probe. */
interface Seen {
  readonly ok: boolean;
  readonly messages: readonly string[];
  readonly pongs: readonly string[];
  readonly closeCode: number | undefined;
}

/** Probes a server of the `ws` library that greets with `greeting` and echoes. */
async function probeReal(greeting: string | Buffer, block: string): Promise<Seen> {
  const server = new WebSocketServer({ host: '127.0.0.1', port: 0 });
  await once(server, 'listening');
  const messages: string[] = [];
  const pongs: string[] = [];
  let closed: Promise<readonly unknown[]> | undefined;
  server.on('connection', (socket) => {
    closed = once(socket, 'close');
    socket.on('error', () => {});
    socket.on('pong', (data) => pongs.push(String(data)));
    socket.on('message', (data: Buffer, isBinary) => {
      messages.push(`${isBinary ? 'binary' : 'text'} ${data.toString('utf8')}`);
      socket.send(`echo ${data.toString('utf8')}`);
    });
    socket.ping('still there?');
    socket.send(greeting);
  });
  const address = server.address();
  const port = typeof address === 'object' && address !== null ? address.port : 0;
  using context = testContext();
  const options = websocketOptionsOf(block);
  const outcome = await websocketProber.probe({ text: `ws://127.0.0.1:${port}/` }, options, context);
  const code = (await closed)?.[0];
  server.close();
  await once(server, 'close');
  return { ok: outcome.ok, messages, pongs, closeCode: typeof code === 'number' ? code : undefined };
}

test('talks with a real server, answers its ping and closes in order', async () => {
  const block =
    '{query_response: [{expect: "^hello (.+)$", send: "I am ${1}, ü"}, {expect: "^echo I am x, ü$"}]}';
  expect(await probeReal('hello x', block)).toEqual({
    ok: true,
    messages: ['text I am x, ü'],
    pongs: ['still there?'],
    closeCode: 1000,
  });
});

test('sends literally what needs no match, and reads no message that nobody expects', async () => {
  expect(
    await probeReal('ignored', '{query_response: [{send: "${1}"}, {expect: ignored}, {expect: echo}]}'),
  ).toEqual({
    ok: true,
    messages: ['text ${1}'],
    pongs: ['still there?'],
    closeCode: 1000,
  });
});

test('takes a message of a megabyte', async () => {
  const greeting = Buffer.alloc(1_000_000, 'x');
  expect(await probeReal(greeting, '{query_response: [{expect: ^x+$}]}')).toMatchObject({ ok: true });
});

test('fails at the second message when it does not match', async () => {
  const block = '{query_response: [{expect: hello, send: hi}, {expect: ^no}]}';
  expect(await probeReal('hello', block)).toMatchObject({ ok: false, messages: ['text hi'] });
});

test.each([125, 126, 65_535, 65_536])('sends a message of %i bytes', async (length) => {
  const text = 'v'.repeat(length);
  const block = `{query_response: [{expect: hello}, {send: "${text}"}, {expect: "^echo v+$"}]}`;
  const { ok, messages } = await probeReal('hello', block);
  expect([ok, messages.map((message) => message === `text ${text}`)]).toEqual([true, [true]]);
});
