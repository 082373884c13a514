import { describe, expect, test } from 'vitest';
import { growthOf } from '../../bench/soak/growth.ts';
import { problemsOf, reportText, type Soaked } from '../../bench/soak/report.ts';
import type { SoakSample } from '../../bench/soak/sample.ts';
import { roundOf, subjectsWith } from '../../bench/soak/subjects.ts';

const mebibyte = 1024 * 1024;

function samples(change: (index: number) => Partial<SoakSample>): readonly SoakSample[] {
  return Array.from({ length: 50 }, (_, index) => ({
    probes: (index + 1) * 20_000,
    descriptors: 40,
    handles: 30,
    threads: 11,
    residentBytes: 200 * mebibyte,
    heapBytes: (60 + (index % 5) * 20) * mebibyte,
    inFlight: 0,
    bugs: 0,
    ...change(index),
  }));
}

function soaked(change: Partial<Soaked> = {}): Soaked {
  const taken = change.samples ?? samples(() => ({}));
  return {
    subjects: [],
    report: { elapsedMs: 1000, counts: [{ name: 'http_ok', probes: 10, starved: 0, wrong: 0 }] },
    churn: { reloads: 3, refusals: 1, discoveries: 3, wrong: [] },
    samples: taken,
    growth: growthOf(taken),
    nodeWarnings: [],
    scheduledRuns: 5,
    ...change,
  };
}

describe('a soak', () => {
  test('passes where nothing grows, however the heap swings', () => {
    expect(problemsOf(soaked())).toEqual([]);
    expect(reportText(soaked())).toContain('\nPassed.\n');
  });

  test('passes where memory only grows while it warms up', () => {
    const warming = samples((index) => ({ residentBytes: (200 + Math.min(index, 10) * 10) * mebibyte }));
    expect(problemsOf(soaked({ samples: warming }))).toEqual([]);
  });

  test.each<{ name: string; change: Partial<Soaked>; problems: readonly string[] }>([
    {
      name: 'one descriptor stays open in ten thousand probes',
      change: { samples: samples((index) => ({ descriptors: 40 + 2 * index })) },
      problems: ['descriptors: not flat'],
    },
    {
      name: 'a thread stays',
      change: { samples: samples((index) => ({ threads: index < 25 ? 11 : 12 })) },
      problems: ['threads: not flat'],
    },
    {
      name: 'memory grows',
      change: { samples: samples((index) => ({ residentBytes: (200 + index) * mebibyte })) },
      problems: ['resident memory, MiB: not flat'],
    },
    {
      name: 'a probe says something else',
      change: {
        report: {
          elapsedMs: 1000,
          counts: [{ name: 'http_ok', probes: 10, starved: 1, wrong: 2, example: 'tcp.reset' }],
        },
      },
      problems: ['http_ok: 2 probes said something else, such as tcp.reset'],
    },
    {
      name: 'Node.js warns of listeners',
      change: { nodeWarnings: ['(node:1) MaxListenersExceededWarning'] },
      problems: ['(node:1) MaxListenersExceededWarning'],
    },
    {
      name: 'a bug was counted',
      change: { samples: samples(() => ({ bugs: 1 })) },
      problems: ['1 bugs were counted'],
    },
  ])('fails where $name', ({ change, problems }) => {
    expect(problemsOf(soaked(change))).toEqual(problems);
  });
});

test('about a third of the probes of a soak have to fail', () => {
  const subjects = subjectsWith('ca.pem');
  const round = roundOf(subjects);
  const failing = round.filter((index) => subjects[index]?.fails !== undefined);
  expect(failing.length / round.length).toBeGreaterThan(0.32);
  expect(failing.length / round.length).toBeLessThan(0.35);
  expect(new Set(round).size).toBe(subjects.length);
});
