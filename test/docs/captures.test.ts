/**
 * The pictures of terminals in docs/cli.md are what a real terminal shows. To take them anew: `npm run captures`, which needs
 * tmux and root.
 */
import { writeFileSync } from 'node:fs';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { everyCommand } from '../cli/command-tree.ts';
import { hasProgram } from '../helpers/installed-program.ts';
import { canHaveNamespace } from '../helpers/network-namespace.ts';
import { enterServedWorld, type ServedWorld } from '../world/served-world.ts';
import { essence, fileOf, readCapture, visible, widths } from './terminal/captures.ts';
import { sessions } from './terminal/sessions.ts';
import { pictureOf, withoutColour } from './terminal/terminal.ts';

const isTaking = process.env['VANTAGE_CAPTURES'] === 'take';

test('every command has its picture', () => {
  const pictured = new Set(sessions.map(({ command }) => command));
  expect(everyCommand.map(({ name }) => name).filter((name) => !pictured.has(name))).toEqual([]);
});

/** Starting a terminal, a shell and the program takes its time on a busy machine. */
const timeoutMs = 180_000;

describe.runIf(canHaveNamespace() && hasProgram('tmux', '-V'))('in a real terminal', () => {
  let served: ServedWorld;

  beforeAll(async () => {
    served = await enterServedWorld();
  });
  afterAll(async () => await served[Symbol.asyncDispose]());

  // Both widths one after the other: a server cannot listen twice.
  test.concurrent.each(sessions.map((session) => ({ name: session.name, session })))(
    '$name is as docs/cli.md shows it',
    async ({ session }) => {
      for (const width of widths) {
        const plain = await pictureOf(session, { columns: width, isColoured: false }, served.world);
        const coloured = await pictureOf(session, { columns: width, isColoured: true }, served.world);
        if (isTaking) {
          writeFileSync(fileOf(session, width, 'plain'), `${plain}\n`);
          writeFileSync(fileOf(session, width, 'colour'), `${visible(coloured)}\n`);
        }
        expect(plain).not.toContain('\u001b');
        expect(plain.split('\n').filter((line) => Array.from(line).length > width)).toEqual([]);
        const taken = { plain: essence(plain), colour: essence(visible(coloured)) };
        const stored = {
          plain: essence(readCapture(session, width, 'plain')),
          colour: essence(readCapture(session, width, 'colour')),
        };
        // Colour is never the only signal.
        const words = essence(withoutColour(coloured));
        const isFree = session.varies === true;
        expect({ ...taken, words }).toEqual(isFree ? { ...taken, words } : { ...stored, words: taken.plain });
      }
    },
    timeoutMs,
  );
});
