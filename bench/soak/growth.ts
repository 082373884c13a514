import { type Point, slope } from '../statistics.ts';
import type { SoakSample } from './sample.ts';

/** What must not grow with the number of probes. */
export interface Held {
  readonly name: string;
  readonly of: (sample: SoakSample) => number;
  /** How much more of it after a million probes is no growth but noise. */
  readonly tolerance: number;
  /** Whether the figure swings by itself, as a heap does between two collections: then the lowest of a few samples counts. */
  readonly swings?: true;
}

const mebibytes = 1024 * 1024;

/** All of it, with tolerances far below what one leak in a thousand probes would come to. */
export const held: readonly Held[] = [
  { name: 'descriptors', of: ({ descriptors }) => descriptors, tolerance: 10 },
  { name: 'handles', of: ({ handles }) => handles, tolerance: 10 },
  { name: 'threads', of: ({ threads }) => threads, tolerance: 0.5 },
  { name: 'resident memory, MiB', of: ({ residentBytes }) => residentBytes / mebibytes, tolerance: 16 },
  { name: 'used heap, MiB', of: ({ heapBytes }) => heapBytes / mebibytes, tolerance: 8, swings: true },
];

/** How something held grew. */
export interface Growth {
  readonly name: string;
  readonly first: number;
  readonly last: number;
  readonly highest: number;
  /** By least squares over what was left after the warm-up; undefined of too few samples. */
  readonly perMillionProbes: number | undefined;
  readonly isFlat: boolean;
}

/** How many samples a swinging figure is given to come down. */
const samplesOfSwing = 4;

/** The part of all probes that only warms up: compiled code and caches fill the memory at first. */
const warmUp = 0.2;

/** How everything grew from the end of the warm-up to the last sample. */
export function growthOf(samples: readonly SoakSample[]): readonly Growth[] {
  const total = samples.at(-1)?.probes ?? 0;
  const warm = samples.filter(({ probes }) => probes >= warmUp * total);
  return held.map(({ name, of, tolerance, swings }) => {
    const all = warm.map((sample) => ({ x: sample.probes / 1e6, y: of(sample) }));
    const points = swings === true ? lowestOfEach(all, samplesOfSwing) : all;
    const figures = points.map(({ y }) => y);
    const perMillionProbes = slope(points);
    return {
      name,
      first: figures[0] ?? Number.NaN,
      last: figures.at(-1) ?? Number.NaN,
      highest: Math.max(...figures),
      perMillionProbes,
      isFlat: perMillionProbes !== undefined && perMillionProbes <= tolerance,
    };
  });
}

/** The lowest of each so many points. */
function lowestOfEach(points: readonly Point[], count: number): readonly Point[] {
  return points.flatMap((_, index) => {
    if (index % count !== 0) return [];
    const [lowest] = points.slice(index, index + count).toSorted((left, right) => left.y - right.y);
    return lowest === undefined ? [] : [lowest];
  });
}
