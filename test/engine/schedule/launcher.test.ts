import { expect, test } from 'vitest';
import { Launcher } from '../../../src/engine/schedule/launcher.ts';
import { recordingEvents, scheduledRuns, scheduledTarget } from '../../helpers/scheduled-runs.ts';
import { virtualTime } from '../../helpers/virtual-time.ts';

/** A launcher whose runs take a second, with starts to one host that are asked for by name. */
function launcherForOneHost({ maxPerHost }: { maxPerHost: number }) {
  const time = virtualTime();
  const runs = scheduledRuns(time, { durationMs: () => 1000 });
  const { events } = recordingEvents();
  const launcher = new Launcher({ run: runs.run, clock: time.clock, maxConcurrent: 3, events }, () =>
    launcher.launch(),
  );
  const ask = (name: string, limit = maxPerHost) => {
    const target = scheduledTarget(name, { maxPerHost: limit });
    const start = launcher.add({ target, host: 'a.example' }, time.clock.monotonicMs());
    launcher.launch();
    return start;
  };
  return { time, runs, launcher, ask };
}

test('taking out a start that waits for its host frees no place, and takes none', async () => {
  const { time, runs, launcher, ask } = launcherForOneHost({ maxPerHost: 1 });
  ask('first');
  const second = ask('second');
  ask('third');
  launcher.abandon(second);
  launcher.launch();
  expect([runs.inFlight(), launcher.waiting]).toEqual([['first'], 1]);
  await time.advance(1000);
  expect([runs.inFlight(), launcher.waiting]).toEqual([['third'], 0]);
  ask('fourth');
  await time.advance(1000);
  expect(runs.inFlight()).toEqual(['fourth']);
});

test('taking out a start that waits for any place lets the next one to its host move up', async () => {
  const { time, runs, launcher, ask } = launcherForOneHost({ maxPerHost: 4 });
  for (const name of ['1', '2', '3']) ask(name);
  const fourth = ask('4');
  ask('5');
  launcher.abandon(fourth);
  launcher.abandon(fourth);
  await time.advance(1000);
  expect([runs.inFlight(), launcher.waiting]).toEqual([['5'], 0]);
});

test('a start with a lower limit is not overtaken for ever by others to its host', async () => {
  const { time, runs, ask } = launcherForOneHost({ maxPerHost: 2 });
  ask('1');
  await time.advance(500);
  ask('2');
  ask('careful', 1);
  ask('3');
  await time.advance(500);
  expect(runs.inFlight()).toEqual(['2']);
  await time.advance(500);
  expect(runs.inFlight()).toEqual(['careful', '3']);
});
