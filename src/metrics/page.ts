import { setImmediate } from 'node:timers/promises';
import type { Heading } from './heading.ts';
import type { SeriesLabels } from './series-labels.ts';

/** A metric family of a page. Its samples are walked once, when it is written, and may change meanwhile. */
export interface PageFamily extends Heading {
  readonly samples: Iterable<PageSample>;
}

/** One series of a family. */
export interface PageSample {
  readonly labels: SeriesLabels;
  readonly value: number | HistogramValue;
  /** Of a counter; a histogram has its own. */
  readonly exemplar?: Exemplar | undefined;
}

/** A histogram of classic buckets. */
export interface HistogramValue {
  /** Ascending, without +Inf. */
  readonly upperBounds: readonly number[];
  /** Observations by bucket, not cumulated; the last one is those beyond all bounds. */
  readonly counts: readonly number[];
  readonly sum: number;
  /** The latest observation by bucket. */
  readonly exemplars?: readonly (Exemplar | undefined)[] | undefined;
}

/** One observation that stands for others, with the run it comes from. */
export interface Exemplar {
  readonly run: ExemplarRun;
  readonly value: number;
}

export interface ExemplarRun {
  readonly id: string;
  /** Unix seconds. */
  readonly endedAtSeconds: number;
}

/** Writes families in one of the formats. */
export interface PageEncoder {
  /** Writes a sample; those of a family follow each other, and a family without one is left out. */
  add(family: PageFamily, sample: PageSample): void;
  /** About how many bytes were written since the last `take`. */
  pendingBytes(): number;
  /** What can be sent by now. */
  take(): readonly Uint8Array[];
  /** What is left to send, with what ends a page. */
  end(): readonly Uint8Array[];
}

/** So much is written at a time: some tenths of a millisecond. */
const sliceBytes = 64 * 1024;

/**
 * Writes a page piece by piece, families sorted by name, and lets other work go on between the pieces: a
 * page of a hundred megabytes may not hold up the probes.
 */
export async function* renderPage(
  families: readonly PageFamily[],
  encoder: PageEncoder,
): AsyncGenerator<Uint8Array, void> {
  for (const family of families.toSorted((a, b) => (a.name < b.name ? -1 : 1))) {
    for (const sample of family.samples) {
      encoder.add(family, sample);
      if (encoder.pendingBytes() < sliceBytes) continue;
      yield* encoder.take();
      await setImmediate();
    }
    // A walk over many targets takes its time also when few of them have a sample.
    await setImmediate();
  }
  yield* encoder.end();
}
