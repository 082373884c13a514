import { expect, test } from 'vitest';
import type { TranscriptEvent } from '../../../probes/transcript.ts';
import { plain } from '../../../src/cli/terminal/paint.ts';
import { dialogueSection } from '../../../src/cli/view/dialogue-section.ts';

const style = { paint: plain };

function line(text: string, matches: boolean): TranscriptEvent {
  return { atMs: 1, kind: 'dialogue.line', fields: { line: text, matches, expected: '^2' } };
}

test('shows who said what, and which lines were waited for', () => {
  const events: readonly TranscriptEvent[] = [
    line('220 mail.example\u001b', true),
    { atMs: 2, kind: 'dialogue.sent', fields: { bytes: 6 } },
    line('150-a', false),
    line('250 b', true),
    { atMs: 3, kind: 'dialogue.starttls', fields: {} },
    { atMs: 4, kind: 'dialogue.bytes', fields: { hex: '0102', matches: true, expected_hex: '0102' } },
    { atMs: 4, kind: 'dialogue.bytes', fields: { hex: '03', matches: false, expected_hex: '0102' } },
  ];
  expect(dialogueSection(events, style)).toEqual([
    '  dialogue',
    String.raw`  <  220 mail.example\x1b  (matches "^2")`,
    '  >  6 bytes',
    '  <  150-a',
    '  <  250 b  (matches "^2")',
    '  >  TLS begins',
    '  <  0102  (matches 0102)',
    '  <  03',
  ]);
});

test.each([
  { passedOver: 4, shown: ['  <  1', '  <  2', '  <  3', '  <  4'] },
  { passedOver: 5, shown: ['  <  … 2 lines passed over', '  <  3', '  <  4', '  <  5'] },
])('of $passedOver lines that were passed over shows the last', ({ passedOver, shown }) => {
  const skipped = Array.from({ length: passedOver }, (_, index) => line(String(index + 1), false));
  expect(dialogueSection(skipped, style)).toEqual(['  dialogue', ...shown]);
  const answered = dialogueSection([line('2', true), ...skipped, line('2', true), ...skipped], style);
  const good = '  <  2  (matches "^2")';
  expect(answered).toEqual(['  dialogue', good, ...shown, good, ...shown]);
});

test('has nothing to show where nothing was said', () => {
  expect(dialogueSection([], style)).toEqual([]);
});
