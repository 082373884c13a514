/**
 * How the tests of this folder try inputs that nobody thought of.
 *
 * All of it together tries `VANTAGE_FUZZ_CASES` cases: a few thousand unless that says otherwise, so that the suite stays
 * quick. Every case follows from `VANTAGE_FUZZ_SEED`, which is random when it is not set. Both are printed, and with the
 * values that were printed a run is repeated case by case.
 */
import { randomInt } from 'node:crypto';
import * as fc from 'fast-check';
import { test } from 'vitest';

const usualCases = 4000;

/** What is fuzzed, and how many of a thousand cases it gets. */
const shares = {
  'configuration files': 40,
  'edits of a configuration file': 40,
  durations: 80,
  'files cut into pieces': 40,
  'regular expressions': 100,
  'URLs and targets': 160,
  'DNS messages': 160,
  'HTTP responses': 120,
  'STARTTLS conversations': 60,
  'frames and messages': 40,
  'certificates, OCSP responses and revocation lists': 40,
  'pages of metrics': 60,
  'target documents': 40,
  'status pages': 20,
} as const;

export type Subject = keyof typeof shares;

/** How many cases each subject gets of so many. */
export function casesOfAll(ofAll: number): readonly number[] {
  return Object.values(shares).map((share) => partOf(share, ofAll));
}

function partOf(share: number, ofAll: number): number {
  return Math.ceil((share * ofAll) / 1000);
}

const seed = wholeNumber('VANTAGE_FUZZ_SEED') ?? randomInt(2 ** 31);
const cases = wholeNumber('VANTAGE_FUZZ_CASES') ?? usualCases;

/** A test that tries the subject's share of the cases; what fails is told with the seed that repeats it. */
export function fuzz<Values>(subject: Subject, property: fc.IRawProperty<Values>): void {
  const numRuns = partOf(shares[subject], cases);
  const repeat = `VANTAGE_FUZZ_SEED=${seed} VANTAGE_FUZZ_CASES=${cases}`;
  const name = `${subject}: ${numRuns} cases`;
  // A minute for the usual number, and in proportion for more.
  const timeoutMs = Math.max(60_000, (60_000 * cases) / usualCases);
  test(name, { timeout: timeoutMs }, async () => {
    process.stdout.write(`fuzzing ${name}, ${repeat}\n`);
    await fc.assert(property, { numRuns, seed });
  });
}

function wholeNumber(variable: string): number | undefined {
  const text = process.env[variable];
  if (text === undefined || text === '') return undefined;
  if (!/^\d{1,10}$/u.test(text)) throw new Error(`${variable} is a whole number, not "${text}"`);
  return Number(text);
}
