import { expect, test } from 'vitest';
import { parseScheduleOptions } from '../../../bench/schedule/options.ts';

const optionsOf = (...argv: readonly string[]) => {
  const options = parseScheduleOptions(argv);
  if ('exitCode' in options) throw new Error(options.text);
  return options;
};

test.each([
  {
    name: 'the load that there are goals for, unless told otherwise',
    argv: [],
    plans: [{ prober: 'http', targets: 10_000, intervalSeconds: 15, seconds: 60, scrapeEverySeconds: 10 }],
  },
  {
    name: 'another load',
    argv: ['--prober', 'tcp', '--targets', '500', '--interval=5', '--seconds', '20'],
    plans: [{ prober: 'tcp', targets: 500, intervalSeconds: 5, seconds: 20, scrapeEverySeconds: 10 }],
  },
  {
    name: 'three sizes, with as many runs a second and with the same interval',
    argv: ['--scale', '--seconds=30'],
    plans: [
      { targets: 1000, intervalSeconds: 1.5 },
      { targets: 10_000, intervalSeconds: 15 },
      { targets: 30_000, intervalSeconds: 45 },
      { targets: 1000, intervalSeconds: 15 },
      { targets: 30_000, intervalSeconds: 15 },
    ].map((plan) => ({ ...plan, prober: 'tcp', seconds: 30 })),
  },
])('plans $name', ({ argv, plans }) => {
  expect(optionsOf(...argv).plans).toEqual(plans);
});

test('takes flags apart at blanks', () => {
  expect(optionsOf('--node-flags=--cpu-prof --cpu-prof-dir=/tmp/x', '--json', 'out.json')).toMatchObject({
    nodeFlags: ['--cpu-prof', '--cpu-prof-dir=/tmp/x'],
    vantageFlags: [],
    jsonFile: 'out.json',
  });
});

test.each([
  { name: 'an unknown prober', argv: ['--prober', 'icmp'], said: /--prober <name>.*http, tcp/ },
  { name: 'no targets', argv: ['--targets', '0'], said: /--targets <n>.*It is a whole number from 1 on/ },
])('refuses $name', ({ argv, said }) => {
  const refused = parseScheduleOptions(argv);
  if ('plans' in refused) throw new Error('there is something to measure');
  expect(refused.exitCode).toBe(2);
  expect(refused.text).toMatch(said);
});
