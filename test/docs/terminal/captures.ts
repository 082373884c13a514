/** The pictures of terminals as files; docs/cli.md shows them. */
import { existsSync, readFileSync } from 'node:fs';
import { type Session, sessions } from './sessions.ts';

/** The widths of the terminals. */
export const widths = [80, 120] as const;
export type Width = (typeof widths)[number];

/** Where the picture is kept; one with colours has their escape sequences written out. */
export function fileOf({ name }: Session, width: Width, form: 'plain' | 'colour'): string {
  return `test/docs/captures/${name}.${width}${form === 'plain' ? '' : '.colour'}.txt`;
}

export function readCapture(session: Session, width: Width, form: 'plain' | 'colour'): string {
  const file = fileOf(session, width, form);
  return existsSync(file) ? readFileSync(file, 'utf8') : '';
}

/** What is shown for a command, in the order of the sessions. */
export function capturesOf(
  command: string,
): readonly { readonly session: Session; readonly at: ReadonlyMap<Width, string> }[] {
  return sessions
    .filter((session) => session.command === command)
    .map((session) => ({
      session,
      at: new Map(widths.map((width) => [width, readCapture(session, width, 'plain')])),
    }));
}

/** Escape sequences of colours as text: `\e[1;32m`. */
export function visible(text: string): string {
  return text.replaceAll('\u001b', '\\e');
}

/** What a run on a busy host says, however it is broken into lines, coloured or not. */
const gap = String.raw`(?:\s|\\e\[[\d;]*m)+`;
const busy = new RegExp(
  `(?:warning:?${gap})?${'this host was busy: times may be up to TIME too long'.split(' ').join(gap)}(?:${gap})?`,
  'gu',
);

/**
 * What differs from run to run replaced by words, and all space made one: where lines break depends on how long a time is
 * when it is written out.
 */
export function essence(text: string): string {
  return (
    text
      .replaceAll(/[▁▂▃▄▅▆▇█×·.]*[▁▂▃▄▅▆▇█]+/gu, 'BARS')
      .replaceAll(/(?<!\d)\d{4}-\d\d-\d\dT[\d:.]+Z/gu, 'DATE')
      .replaceAll(/(?<!\d)\d{4}-\d\d-\d\d\b/gu, 'DATE')
      .replaceAll(/\b[0-9a-f]{16,}\b/gu, 'DIGITS')
      .replaceAll(/sha256\/[A-Za-z0-9+/]{43}=/gu, 'DIGITS')
      .replaceAll(/[\d.]+\s*m?s\b/gu, 'TIME')
      .replaceAll(busy, ' ')
      // All services of the world have one certificate.
      .replaceAll(/\band \d+ more\b/gu, 'and N more')
      .replaceAll(/\b\d+ of \d+ runs/gu, 'N of N runs')
      .replaceAll(/(?<=runs\s+)\d+/gu, 'N')
      .replaceAll(/\s+/gu, ' ')
      .replaceAll(/(?: BARS)+/gu, ' BARS')
      .trim()
  );
}
