import type { Module } from '../config/module.ts';
import type { ProbeResult } from './run.ts';

/** A finished run as the history keeps it. */
export interface HistoryEntry {
  /** 0, 1, 2 … in the order in which runs ended; starts again with the process. */
  readonly id: number;
  readonly result: ProbeResult;
  /** The module as it was when the run started, for views that show it. */
  readonly module: Module;
}

/** The latest runs, and the latest failures among those that had to make room. */
export interface ProbeHistory {
  /** Stores a finished run and gives it the next id. */
  add(result: ProbeResult, module: Module): HistoryEntry;
  /** Every stored run: preserved failures, then the latest results, each oldest first. */
  list(): readonly HistoryEntry[];
  byId(id: number): HistoryEntry | undefined;
  /** The oldest stored run of exactly this target and, when one is named, this module. */
  byTarget(target: string, module?: string): HistoryEntry | undefined;
}

/**
 * A history of the newest `limit` runs. A failure among them that has to leave is kept apart, and of those
 * the newest `limit`: so at most twice `limit` are held, and none when `limit` is 0.
 */
export function createHistory(limit: number): ProbeHistory {
  let nextId = 0;
  const preserved: HistoryEntry[] = [];
  const results: HistoryEntry[] = [];
  const list = (): readonly HistoryEntry[] => [...preserved, ...results];
  return {
    add(result, module) {
      const entry: HistoryEntry = { id: nextId, result, module };
      nextId += 1;
      if (limit === 0) return entry;
      results.push(entry);
      if (results.length > limit) {
        const oldest = results.shift();
        if (oldest !== undefined && !oldest.result.outcome.ok) preserved.push(oldest);
        if (preserved.length > limit) preserved.shift();
      }
      return entry;
    },
    list,
    byId: (id) => list().find((entry) => entry.id === id),
    byTarget: (target, module) =>
      list().find(
        ({ result }) => result.target.text === target && (module === undefined || result.module === module),
      ),
  };
}
