import { getEventListeners, once } from 'node:events';
import net from 'node:net';
import { expect, test } from 'vitest';
import { type Dialogue, runDialogue } from '../../../probes/shared/dialogue.ts';
import type { DialogueStep } from '../../../probes/shared/dialogue-options.ts';
import { textFromBytes } from '../../../probes/shared/schema/byte-string.ts';
import { testContext } from '../../helpers/context.ts';
import { regexp } from '../../helpers/regexp.ts';
import { startTcpServer } from '../../helpers/tcp-server.ts';

type Talk = (socket: net.Socket) => void;

function step(changes: Partial<DialogueStep> = {}): DialogueStep {
  return { expectBytes: '', send: '', startTls: false, ...changes };
}

function expectLine(source: string, changes: Partial<DialogueStep> = {}): DialogueStep {
  return step({ expect: regexp(source), ...changes });
}

/** Holds a dialogue with a peer; `received` is what the peer had read when the connection closed. */
async function hold(
  steps: readonly DialogueStep[],
  talk: Talk,
  limits: { readonly timeoutMs?: number; readonly encrypted?: boolean } = {},
): Promise<{ dialogue: Dialogue; received: string; leftListeners: number }> {
  const chunks: Buffer[] = [];
  await using server = await startTcpServer((socket) => {
    socket.on('data', (chunk: Buffer) => chunks.push(chunk));
    talk(socket);
  });
  using context = testContext({ timeoutMs: limits.timeoutMs ?? 5000 });
  const socket = net.connect({ port: server.port, host: '127.0.0.1', allowHalfOpen: true });
  socket.on('error', () => {});
  await once(socket, 'connect');
  const dialogue = await runDialogue(
    {
      steps,
      socket,
      encrypted: limits.encrypted ?? false,
      startTls: () => Promise.reject(new Error('no step starts TLS')),
    },
    context,
  );
  const leftListeners = getEventListeners(context.signal, 'abort').length + socket.listenerCount('readable');
  if (dialogue.ok) {
    socket.end();
    await server.untilIdle();
  }
  socket.destroy();
  return { dialogue, received: Buffer.concat(chunks).toString('latin1'), leftListeners };
}

const says =
  (...texts: readonly string[]): Talk =>
  (socket) =>
    socket.write(texts.join(''));

/** Resets once the other side has seen that it is connected. */
const resets: Talk = (socket) => setImmediate(() => socket.resetAndDestroy());

const fine = { failedDueToRegex: false, failedDueToBytes: false };

test.each<[string, Talk, readonly DialogueStep[], Dialogue['observations']]>([
  ['there are no steps', says(), [], fine],
  ['steps ask for nothing', says(), [step(), step()], fine],
  ['the line comes after others', says('hello\r\n', ':irc 001 you\r\n'), [expectLine('^:[^ ]+ 001')], fine],
  [
    'the line ends with the connection',
    (socket) => socket.end('220 ready'),
    [expectLine('^220 ready$')],
    fine,
  ],
  [
    'lines left over match later steps',
    says('one\ntwo\nthree\n'),
    [expectLine('one'), expectLine('three')],
    fine,
  ],
  ['an empty expression matches any line', says('\n'), [expectLine('')], fine],
  ['the expected bytes come', says('\0\xff'), [step({ expectBytes: '\0\xff' })], fine],
  [
    'expected bytes are no text',
    (socket) => socket.write(Buffer.of(0x53, 0xff)),
    [step({ expectBytes: textFromBytes(Buffer.of(0x53, 0xff)) })],
    fine,
  ],
  [
    'labels are captured',
    says('SSH-2.0-OpenSSH_6.9p1 Debian-2\r\n'),
    [
      expectLine('^SSH-2.0-([^ -]+)(?: (.*))?$', {
        labels: [
          { name: 'ssh_version', value: 'got ${1} here' },
          { name: 'ssh_comments', value: '${1} on ${2}' },
        ],
      }),
    ],
    {
      ...fine,
      expectInfo: { ssh_version: 'got OpenSSH_6.9p1 here', ssh_comments: 'OpenSSH_6.9p1 on Debian-2' },
    },
  ],
  ['labels are an empty list', says('x\n'), [expectLine('x', { labels: [] })], { ...fine, expectInfo: {} }],
  ['labels stand without an expression', says(), [step({ labels: [{ name: 'a', value: 'b' }] })], fine],
])('succeeds when %s', async (...[, talk, steps, observations]) => {
  const { dialogue, leftListeners } = await hold(steps, talk);
  expect(dialogue).toEqual({ ok: true, observations });
  expect(leftListeners).toBe(0);
});

test.each<[string, readonly DialogueStep[], Talk, string]>([
  ['a line feed behind it', [step({ send: 'QUIT' })], says(), 'QUIT\n'],
  [
    'as many lines as it says',
    [step({ send: 'one\r' }), step({ send: 'two\nthree' })],
    says(),
    'one\r\ntwo\nthree\n',
  ],
  ['bytes that are no text', [step({ send: textFromBytes(Buffer.of(0, 0xff)) })], says(), '\0\xff\n'],
  ['a template as it is without an expression', [step({ send: '${1} $$' })], says(), '${1} $$\n'],
  [
    'what was captured',
    [expectLine('^(\\w+)-(\\w+)', { send: 'CONFIRM ${2}' })],
    says('SSH-2\n'),
    'CONFIRM 2\n',
  ],
  ['nothing when the template comes out empty', [expectLine('x', { send: '$unknown' })], says('x\n'), ''],
  [
    'to a peer that has closed its side',
    [expectLine('bye'), step({ send: 'QUIT' })],
    (socket) => socket.end('bye\n'),
    'QUIT\n',
  ],
])('sends %s', async (...[, steps, talk, expected]) => {
  const { dialogue, received } = await hold(steps, talk);
  expect(dialogue).toEqual({ ok: true, observations: fine });
  expect(received).toBe(expected);
});

const twice = [
  { name: 'a', value: 'x' },
  { name: 'a', value: 'x' },
];
const regexFailed = { failedDueToRegex: true, failedDueToBytes: false };
const bytesFailed = { failedDueToRegex: false, failedDueToBytes: true };

test.each<[string, Talk, readonly DialogueStep[], Dialogue['observations'], string, string]>([
  [
    'closes at once',
    (socket) => socket.end(),
    [expectLine('^220')],
    regexFailed,
    'response dialogue.closed target',
    'the target closed the connection before a line matched "^220"; no line came',
  ],
  [
    'closes after other lines',
    (socket) => socket.end('554 go\taway\n'),
    [expectLine('^220')],
    regexFailed,
    'assertion assert.expect target',
    'the target closed the connection before a line matched "^220"; the last line was "554 go\\taway"',
  ],
  [
    'resets',
    resets,
    [expectLine('^220')],
    fine,
    'response tcp.reset target',
    'the target reset the connection (ECONNRESET); no line came',
  ],
  [
    'sends a line that is too long',
    says('x'.repeat(70_000)),
    [expectLine('^220')],
    fine,
    'response dialogue.line_too_long target',
    'the target sent a line of more than 64 KiB',
  ],
  [
    'sends other bytes',
    says('abcd'),
    [step({ expectBytes: 'abce' })],
    bytesFailed,
    'assertion assert.expect_bytes target',
    'other bytes than the expected ones came: 61626364',
  ],
  [
    'sends too few bytes',
    says('abc'),
    [step({ expectBytes: 'abcd' })],
    fine,
    'assertion assert.expect_bytes target',
    '3 bytes came at once where 4 were expected',
  ],
  [
    'closes instead of sending bytes',
    (socket) => socket.end(),
    [step({ expectBytes: 'abcd' })],
    fine,
    'response dialogue.closed target',
    'the target closed the connection where an answer was expected',
  ],
  [
    'resets instead of sending bytes',
    resets,
    [step({ expectBytes: 'abcd' })],
    fine,
    'response tcp.reset target',
    'the target reset the connection (ECONNRESET)',
  ],
])('fails when the peer %s', async (...[, talk, steps, observations, kind, detail]) => {
  const { dialogue, leftListeners } = await hold(steps, talk);
  const [phase, reason, blame] = kind.split(' ');
  expect(dialogue).toEqual({ ok: false, observations, failure: { phase, reason, blame, detail } });
  expect(leftListeners).toBe(0);
});

test.each<[string, Talk, readonly DialogueStep[], string, string]>([
  ['says nothing', says(), [expectLine('^220')], 'response', 'waiting for the response; no line came'],
  [
    'says something else',
    says('hello\n'),
    [expectLine('^220')],
    'response',
    'waiting for the response; the last line was "hello"',
  ],
  ['sends no bytes', says(), [step({ expectBytes: 'a' })], 'response', 'waiting for the response'],
  [
    'sent the bytes together with a line that was expected before',
    says('one\ntwo'),
    [expectLine('one'), step({ expectBytes: 'two' })],
    'response',
    'waiting for the response',
  ],
  [
    'does not take what is sent',
    (socket) => socket.pause(),
    [step({ send: 'x'.repeat(50_000_000) })],
    'request',
    'sending the request',
  ],
])('times out when the peer %s', async (...[, talk, steps, phase, what]) => {
  const { dialogue, leftListeners } = await hold(steps, talk, { timeoutMs: 100 });
  expect(dialogue).toEqual({
    ok: false,
    observations: fine,
    failure: {
      phase,
      reason: 'dialogue.timed_out',
      blame: 'target',
      detail: `no result within 0.1 s: time ran out while ${what}`,
    },
  });
  expect(leftListeners).toBe(0);
});

test.each<[string, readonly DialogueStep[], boolean, Dialogue['observations'], string]>([
  [
    'label names that are given twice',
    [expectLine('x', { labels: twice })],
    false,
    fine,
    'the label "a" is given twice',
  ],
  [
    'labels in two steps',
    [expectLine('x', { labels: [] }), expectLine('x', { labels: [] })],
    false,
    { ...fine, expectInfo: {} },
    'labels are given by more than one step of the dialogue',
  ],
  [
    'STARTTLS on a connection that has TLS',
    [step({ startTls: true })],
    true,
    fine,
    'the dialogue starts TLS on a connection that has TLS already',
  ],
])('blames the module for %s', async (...[, steps, encrypted, observations, detail]) => {
  const { dialogue } = await hold(steps, says('x\nx\n'), { encrypted });
  expect(dialogue).toEqual({
    ok: false,
    observations,
    failure: { phase: 'assertion', reason: 'local.options', blame: 'local', detail },
  });
});

test('does not record what it sends', async () => {
  await using server = await startTcpServer((socket) => socket.resume());
  using context = testContext();
  const socket = net.connect(server.port, '127.0.0.1');
  await once(socket, 'connect');
  const startTls = () => Promise.reject(new Error('no step starts TLS'));
  await runDialogue({ steps: [step({ send: 'PASS hunter2' })], socket, encrypted: false, startTls }, context);
  socket.destroy();
  expect(context.transcript.events()).toMatchObject([{ kind: 'dialogue.sent', fields: { bytes: 13 } }]);
});
