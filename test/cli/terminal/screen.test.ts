import { expect, test } from 'vitest';
import { screenOn } from '../../../src/cli/terminal/screen.ts';

/** A terminal that keeps what was written since it was last asked. */
function terminal(columns: number, rows: number) {
  let written = '';
  const output = {
    columns,
    rows,
    write(text: string) {
      written += text;
    },
  };
  const taken = (): string => {
    const text = written.replaceAll('\u001b', '\\e');
    written = '';
    return text;
  };
  return { output, taken };
}

test('writes each picture over the one before, and erases what is left of it', () => {
  const { output, taken } = terminal(80, 24);
  const screen = screenOn(output);
  screen?.draw('a\nb\n');
  expect(taken()).toBe(String.raw`a\e[K
b\e[K
\e[J`);
  screen?.draw('c\n');
  expect(taken()).toBe(String.raw`\e[2Fc\e[K
\e[J`);
  screen?.end('d\n');
  expect(taken()).toBe(String.raw`\e[1Fd\e[K
\e[J`);
});

test('says how much does not fit, and never scrolls', () => {
  const { output, taken } = terminal(80, 4);
  const screen = screenOn(output);
  screen?.draw('1\n2\n3\n4\n5');
  expect(taken()).toBe(String.raw`1\e[K
2\e[K
… 3 lines more than this terminal has\e[K
\e[J`);
  // What stays may scroll.
  screen?.end('1\n2\n3\n4\n5');
  expect(taken()).toContain(String.raw`4\e[K
5\e[K`);
});

test('finds the top again in a terminal that became narrower', () => {
  const { output, taken } = terminal(80, 24);
  const screen = screenOn(output);
  screen?.draw(`\u001b[1m${'x'.repeat(60)}\u001b[0m\ny`);
  taken();
  output.columns = 40;
  screen?.draw('z');
  expect(taken()).toContain(String.raw`\e[3Fz`);
});

test('is none where nobody watches', () => {
  expect(screenOn({ write: () => {} })).toBeUndefined();
});
