import { execFile, execFileSync } from 'node:child_process';
import { randomUUID } from 'node:crypto';
import { chmodSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { promisify } from 'node:util';
import { program } from '../../cli/vantage-process.ts';
import { temporaryDirectory } from '../../helpers/temporary-directory.ts';
import type { World } from '../../world/world.ts';
import type { Session } from './sessions.ts';

const execute = promisify(execFile);

/** How a terminal is set up. */
export interface TerminalStyle {
  readonly columns: number;
  readonly isColoured: boolean;
}

/** High enough for every picture. */
const rows = 100;
const timeoutMs = 30_000;

/**
 * Types a session into a shell in a real terminal, tmux, and takes a picture of it: from the prompt on, with the escape
 * sequences of its colours.
 */
export async function pictureOf(
  session: Session,
  { columns, isColoured }: TerminalStyle,
  world: World,
): Promise<string> {
  using folder = temporaryDirectory();
  const command = join(folder.path, 'vantage');
  writeFileSync(command, `#!/bin/sh\nexec '${process.execPath}' '${program}' "$@"\n`);
  chmodSync(command, 0o755);
  const socket = `vantage-${randomUUID()}`;
  const tmux = (...words: readonly string[]) =>
    execute('tmux', ['-L', socket, ...words], { encoding: 'utf8' });
  const picture = async (): Promise<string> =>
    (await tmux('capture-pane', '-p', '-e', '-S', '-', '-t', 'picture')).stdout.trimEnd();
  const shell = [
    'env',
    ...(isColoured ? ['-u', 'NO_COLOR'] : ['NO_COLOR=1']),
    'CI=',
    `SSL_CERT_FILE=${world.env['SSL_CERT_FILE'] ?? ''}`,
    `PATH=${folder.path}:${process.env['PATH'] ?? ''}`,
    'PS1=$ ',
    'HISTFILE=',
    'LC_ALL=C.UTF-8',
    'bash',
    '--noprofile',
    '--norc',
  ];
  const [first = '', ...others] = world.prefix;
  const size = ['-x', String(columns), '-y', String(rows)];
  const start = [
    '-L',
    socket,
    '-f',
    '/dev/null',
    'new-session',
    '-d',
    '-s',
    'picture',
    ...size,
    shell.map(quoted).join(' '),
  ];
  execFileSync(first, [...others, 'tmux', ...start], { env: { ...process.env, LC_ALL: 'C.UTF-8' } });
  try {
    await shows(/^\$$/u, picture);
    await tmux('send-keys', '-t', 'picture', '-l', session.input);
    await tmux('send-keys', '-t', 'picture', 'Enter');
    if (session.keys !== undefined) {
      await shows(session.keys.after, picture);
      for (const key of session.keys.send) await tmux('send-keys', '-t', 'picture', key);
    }
    if (session.when !== undefined) return await shows(session.when, picture);
    // The next prompt tells that the command has ended, and is no part of the picture.
    const whole = await shows(/\n\$$/u, picture);
    return whole.replace(/\n\$$/u, '');
  } finally {
    await tmux('kill-server');
  }
}

/** The picture as soon as it shows that. */
async function shows(pattern: RegExp, picture: () => Promise<string>): Promise<string> {
  const endMs = Date.now() + timeoutMs;
  for (;;) {
    const taken = await picture();
    if (pattern.test(withoutColour(taken))) return taken;
    if (Date.now() > endMs) throw new Error(`the terminal does not show ${String(pattern)}: ${taken}`);
    await sleep(50);
  }
}

/** The text without its escape sequences (ECMA-48, CSI), of which tmux gives those of colours. */
export function withoutColour(text: string): string {
  return text.replaceAll(/\u001b\[[0-9;]*m/gu, '');
}

function quoted(word: string): string {
  return `'${word.replaceAll("'", "'\\''")}'`;
}
