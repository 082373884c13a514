import type { Diagnosis } from './diagnose.ts';

/** The run that a diagnosis is of. */
export interface DiagnosedRun {
  readonly runId: string;
  /** Stands for the scheduled target: of each, the latest diagnosis is kept. */
  readonly key: string;
}

/** Diagnoses by the run that gave rise to each; bounded, the oldest leave first. */
export interface DiagnosisStore {
  add(run: DiagnosedRun, diagnosis: Diagnosis): void;
  of(runId: string): Diagnosis | undefined;
  readonly size: number;
  /** How much memory they take, about. */
  readonly bytes: number;
}

export interface DiagnosisStoreCaps {
  readonly maxCount: number;
  readonly maxBytes: number;
}

/** One for each of so many targets; a usual one takes about 10 KiB. */
export const usualCaps: DiagnosisStoreCaps = { maxCount: 500, maxBytes: 8 * 1024 * 1024 };

/** An empty store. A diagnosis that is larger than all of it is not kept. */
export function createDiagnosisStore({ maxCount, maxBytes }: DiagnosisStoreCaps = usualCaps): DiagnosisStore {
  /** By run, the oldest first. */
  const kept = new Map<
    string,
    { readonly key: string; readonly diagnosis: Diagnosis; readonly bytes: number }
  >();
  const runOfKey = new Map<string, string>();
  let bytes = 0;
  const drop = (runId: string): void => {
    const entry = kept.get(runId);
    if (entry === undefined) return;
    kept.delete(runId);
    if (runOfKey.get(entry.key) === runId) runOfKey.delete(entry.key);
    bytes -= entry.bytes;
  };
  return {
    add({ runId, key }, diagnosis) {
      const before = runOfKey.get(key);
      if (before !== undefined) drop(before);
      // Objects take about twice what their text does.
      const size = 2 * JSON.stringify(diagnosis).length + key.length;
      if (size > maxBytes) return;
      kept.set(runId, { key, diagnosis, bytes: size });
      runOfKey.set(key, runId);
      bytes += size;
      for (const oldest of kept.keys()) {
        if (kept.size <= maxCount && bytes <= maxBytes) return;
        drop(oldest);
      }
    },
    of: (runId) => kept.get(runId)?.diagnosis,
    get size() {
      return kept.size;
    },
    get bytes() {
      return bytes;
    },
  };
}
