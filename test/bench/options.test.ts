import { expect, test } from 'vitest';
import { type Options, parseOptions, subjects } from '../../bench/options.ts';

const planOf = (...argv: readonly string[]) => {
  const options = parseOptions(argv);
  if ('exitCode' in options) throw new Error(options.text);
  return options.plan;
};

const refusalOf = (argv: readonly string[]) => {
  const options = parseOptions(argv);
  if ('plan' in options) throw new Error('there is something to measure');
  return options;
};

test('measures everything, in some minutes, unless told otherwise', () => {
  expect([...planOf().only]).toEqual(subjects);
  expect(planOf()).toMatchObject({ rounds: 4, memoryProbes: 60_000 });
});

test.each([
  { name: 'a quick run', argv: ['--quick'], expected: { rounds: 2, memoryProbes: 10_000 } },
  { name: 'other rounds', argv: ['--quick', '--rounds', '9'], expected: { rounds: 9, memoryProbes: 10_000 } },
  { name: 'a longer memory run', argv: ['--probes=500000'], expected: { rounds: 4, memoryProbes: 500_000 } },
  { name: 'some subjects', argv: ['--only', 'http,memory'], expected: { only: new Set(['http', 'memory']) } },
])('plans $name', ({ argv, expected }) => {
  expect(planOf(...argv)).toMatchObject(expected);
});

test('takes flags and commands apart at blanks', () => {
  const argv = ['--vantage-flags', '--a=1  --b', '--against', 'node other/main.js', '--json', 'out.json'];
  expect(parseOptions(argv)).toMatchObject({
    vantageFlags: ['--a=1', '--b'],
    against: ['node', 'other/main.js'],
    jsonFile: 'out.json',
  } satisfies Partial<Options>);
});

test.each([
  {
    name: 'an unknown subject',
    argv: ['--only', 'smtp'],
    said: /--only <subjects>.*"smtp" is none of http, /,
  },
  { name: 'no rounds', argv: ['--rounds', '0'], said: /--rounds <n>.*It is a whole number from 1 on/ },
  { name: 'an unknown option', argv: ['--fast'], said: /--fast/ },
  { name: 'an argument', argv: ['http'], said: /too many arguments/ },
])('refuses $name', ({ argv, said }) => {
  const refused = refusalOf(argv);
  expect(refused.exitCode).toBe(2);
  expect(refused.text).toMatch(said);
});

test('explains itself when it is asked to', () => {
  const { text, exitCode } = refusalOf(['--help']);
  expect(exitCode).toBe(0);
  expect(text).toContain('--against <command>');
});
