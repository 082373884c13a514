import * as fc from 'fast-check';
import { expect, test } from 'vitest';
import { createLogger } from '../src/log.ts';
import { formatLine, type LogEntry } from '../src/log-line.ts';

const clock = { monotonicMs: () => 0, wallMs: () => Date.UTC(2026, 10, 21, 3, 5, 21, 651) };

function entry(message: string, fields: LogEntry['fields'] = {}): LogEntry {
  return { timeMs: clock.wallMs(), level: 'info', message, fields };
}

test.each([
  { name: 'bare', value: 'a-b/c:1', written: 'a-b/c:1' },
  { name: 'empty', value: '', written: '""' },
  { name: 'with a blank', value: 'a b', written: '"a b"' },
  { name: 'with =', value: 'a=b', written: '"a=b"' },
  { name: 'with a quote', value: 'a"b', written: String.raw`"a\"b"` },
  { name: 'with only a backslash', value: String.raw`a\b`, written: String.raw`a\b` },
  { name: 'with a line break', value: 'a\nlevel=ERROR', written: String.raw`"a\nlevel=ERROR"` },
  { name: 'with an escape sequence', value: '\u001b[31m', written: String.raw`"\x1b[31m"` },
  { name: 'with other alphabets', value: 'grün你好', written: 'grün你好' },
  { name: 'with a no-break space', value: 'a\u00a0b', written: String.raw`"a\u00a0b"` },
  { name: 'with the replacement character', value: 'a\ufffdb', written: '"a\ufffdb"' },
  { name: 'a number', value: 0.25, written: '0.25' },
  { name: 'a boolean', value: true, written: 'true' },
])('logfmt writes a value that is $name', ({ value, written }) => {
  expect(formatLine(entry('Hello', { key: value }), 'logfmt')).toBe(
    `time=2026-11-21T03:05:21.651Z level=INFO msg=Hello key=${written}`,
  );
});

test('logfmt quotes keys and messages too', () => {
  expect(formatLine(entry('Probe failed', { 'a b': 1 }), 'logfmt')).toBe(
    'time=2026-11-21T03:05:21.651Z level=INFO msg="Probe failed" "a b"=1',
  );
});

test('json writes one object, and no field replaces time, level or message', () => {
  const line = formatLine(entry('Hello', { time: 'x', n: 1.5, inf: Number.POSITIVE_INFINITY }), 'json');
  expect(line).toBe(
    '{"time":"2026-11-21T03:05:21.651Z","level":"INFO","msg":"Hello","n":1.5,"inf":"Infinity"}',
  );
});

test('a time that is no date is written as a number', () => {
  const line = formatLine({ ...entry('x'), timeMs: Number.POSITIVE_INFINITY }, 'logfmt');
  expect(line).toBe('time=Infinity level=INFO msg=x');
});

test.each(['logfmt', 'json'] as const)('%s lines hold no control character, whatever is logged', (format) => {
  const text = fc.string({ unit: 'binary' });
  fc.assert(
    fc.property(text, fc.dictionary(text, text), (message, fields) => {
      expect(formatLine(entry(message, fields), format)).not.toMatch(/[\p{Cc}\u2028\u2029]/u);
    }),
  );
});

test('json lines give back what was logged', () => {
  const text = fc.string({ unit: 'grapheme' });
  fc.assert(
    fc.property(text, text, (message, value) => {
      expect(JSON.parse(formatLine(entry(message, { key: value }), 'json'))).toMatchObject({
        msg: message,
        key: value,
      });
    }),
  );
});

test('a logger drops what is below its level', () => {
  const lines: string[] = [];
  const logger = createLogger({ level: 'warn', format: 'logfmt', clock, write: (line) => lines.push(line) });
  logger.log('info', 'quiet');
  logger.log('warn', 'loud', { n: 1 });
  expect(lines).toEqual(['time=2026-11-21T03:05:21.651Z level=WARN msg=loud n=1\n']);
});

test('a logger writes an entry as it is, whatever its level', () => {
  const lines: string[] = [];
  const logger = createLogger({ level: 'error', format: 'logfmt', clock, write: (line) => lines.push(line) });
  logger.write({ timeMs: 0, level: 'debug', message: 'detail', fields: {} });
  expect(lines).toEqual(['time=1970-01-01T00:00:00.000Z level=DEBUG msg=detail\n']);
});

test('a logger survives a write that throws', () => {
  const logger = createLogger({
    level: 'info',
    format: 'json',
    clock,
    write: () => {
      throw new Error('disk full');
    },
  });
  expect(() => logger.log('error', 'x')).not.toThrow();
});

test('what nobody reads is lost beyond a limit, and that is told when it is read again', () => {
  const lines: string[] = [];
  let pending = 0;
  const logger = createLogger({
    level: 'info',
    format: 'logfmt',
    clock,
    write: (line) => lines.push(line),
    pendingBytes: () => pending,
  });
  logger.log('info', 'first');
  pending = 1024 * 1024;
  logger.log('info', 'second');
  pending += 1;
  logger.log('info', 'third');
  logger.write(entry('fourth'));
  expect(logger.lostLines()).toBe(2);
  pending = 0;
  logger.log('info', 'fifth');
  logger.log('info', 'sixth');
  const time = 'time=2026-11-21T03:05:21.651Z';
  expect(lines).toEqual([
    `${time} level=INFO msg=first\n`,
    `${time} level=INFO msg=second\n`,
    `${time} level=WARN msg="Lines of the log were lost: whoever reads it was too slow" lines=2\n`,
    `${time} level=INFO msg=fifth\n`,
    `${time} level=INFO msg=sixth\n`,
  ]);
  expect(logger.lostLines()).toBe(2);
});
