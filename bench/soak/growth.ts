import { slope } from '../statistics.ts';
import type { SoakSample } from './sample.ts';

/** What must not grow with the number of probes. */
export interface Held {
  readonly name: string;
  readonly of: (sample: SoakSample) => number;
  /**
   * How much more of it after a million probes is no growth but noise. Absent where the figure swings too much to be
   * judged, as a heap does between two collections: it is shown, and what it takes for good is in the resident memory.
   */
  readonly tolerance?: number;
}

const mebibytes = 1024 * 1024;

/** All of it, with tolerances far below what one leak in a thousand probes would come to. */
export const held: readonly Held[] = [
  { name: 'descriptors', of: ({ descriptors }) => descriptors, tolerance: 10 },
  { name: 'handles', of: ({ handles }) => handles, tolerance: 10 },
  { name: 'threads', of: ({ threads }) => threads, tolerance: 0.5 },
  { name: 'resident memory, MiB', of: ({ residentBytes }) => residentBytes / mebibytes, tolerance: 16 },
  { name: 'used heap, MiB', of: ({ heapBytes }) => heapBytes / mebibytes },
];

/** How something held grew. */
export interface Growth {
  readonly name: string;
  readonly first: number;
  readonly last: number;
  readonly highest: number;
  /** By least squares over what was left after the warm-up; undefined of too few samples. */
  readonly perMillionProbes: number | undefined;
  /** Undefined where that is not judged. */
  readonly isFlat: boolean | undefined;
}

/** The part of all probes that only warms up: compiled code and caches fill the memory at first. */
const warmUp = 0.2;

/** How everything grew from the end of the warm-up to the last sample. */
export function growthOf(samples: readonly SoakSample[]): readonly Growth[] {
  const total = samples.at(-1)?.probes ?? 0;
  const warm = samples.filter(({ probes }) => probes >= warmUp * total);
  return held.map(({ name, of, tolerance }) => {
    const figures = warm.map(of);
    const perMillionProbes = slope(warm.map((sample) => ({ x: sample.probes / 1e6, y: of(sample) })));
    return {
      name,
      first: figures[0] ?? Number.NaN,
      last: figures.at(-1) ?? Number.NaN,
      highest: Math.max(...figures),
      perMillionProbes,
      isFlat:
        tolerance === undefined ? undefined : perMillionProbes !== undefined && perMillionProbes <= tolerance,
    };
  });
}
