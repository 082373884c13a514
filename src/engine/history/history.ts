import { ChangingMap } from '../../changing-map.ts';
import type { Module } from '../../config/module.ts';
import type { ProbeResult } from '../run.ts';
import { type Changes, changesSince } from './changes.ts';
import { entrySize } from './entry-size.ts';
import { type KeptEntry, type Ring, Rings, ringKey } from './ring.ts';

/** A finished run, as whoever started it hands it over. */
export interface FinishedRun {
  readonly result: ProbeResult;
  /** The module as it was when the run started, for views that show it. */
  readonly module: Module;
  /** See {@link createRunIds}. */
  readonly runId: string;
  /** The schedule that started it; absent for a run that somebody asked for. */
  readonly jobName?: string | undefined;
}

/** A finished run as the history keeps it. */
export interface HistoryEntry extends FinishedRun {
  /** 0, 1, 2 … in the order in which runs ended; starts again with the process. */
  readonly id: number;
  /** Of a failure: how it differs from the last good run of this module and target, when there was one. */
  readonly changes?: Changes | undefined;
}

/** Which runs are looked for; what is absent does not matter. */
export interface HistoryQuery {
  readonly target?: string | undefined;
  readonly module?: string | undefined;
  readonly jobName?: string | undefined;
  readonly ok?: boolean | undefined;
  /** Started then or later, Unix milliseconds. */
  readonly sinceMs?: number | undefined;
  readonly limit: number;
}

/** How much is kept. */
export interface HistoryCaps {
  /** `--history.limit`: how many runs that somebody asked for, and how many earlier failures of each target. */
  readonly limit: number;
  /** `--history.max-bytes`: how much memory all of it may take, about. */
  readonly maxBytes: number;
}

/**
 * The latest runs that somebody asked for, and of each module and target the latest success and the latest failures,
 * those of schedules too.
 */
export interface ProbeHistory {
  /** Stores a finished run and gives it the next id. */
  add(run: FinishedRun): HistoryEntry;
  /**
   * What fits on a page, by id: the latest runs that somebody asked for, as many of the other failures, and successes
   * of schedules if there is room.
   */
  list(): readonly HistoryEntry[];
  byId(id: number): HistoryEntry | undefined;
  byRunId(runId: string): HistoryEntry | undefined;
  /** The oldest stored run of exactly this target and, when one is named, this module. */
  byTarget(target: string, module?: string): HistoryEntry | undefined;
  /** The latest first. */
  find(query: HistoryQuery): readonly HistoryEntry[];
  /** Forgets the successes of scheduled targets that are not among these any more. */
  keepScheduled(
    targets: readonly { readonly module: Module; readonly target: ProbeResult['target'] }[],
  ): void;
  readonly size: number;
  /** How much memory it takes, about. */
  readonly bytes: number;
}

/**
 * A history of the newest `limit` runs. A failure among them that has to leave is kept apart for its module and target,
 * and of those the newest `limit`; failures of schedules are kept there from the start. None when `limit` is 0.
 *
 * When all of it takes more than `maxBytes`, successes leave first, then failures of whoever has most of them: one
 * target's failures never push out the only one of another while it has more than one itself.
 */
export function createHistory(caps: HistoryCaps): ProbeHistory {
  return new History(caps);
}

class History implements ProbeHistory {
  readonly #caps: HistoryCaps;
  #nextId = 0;
  /** By id, which is the order in which they came. */
  readonly #entries = new ChangingMap<number, KeptEntry>();
  /** The latest that somebody asked for, oldest first. */
  readonly #recent: KeptEntry[] = [];
  readonly #rings = new Rings();
  #entryBytes = 0;

  constructor(caps: HistoryCaps) {
    this.#caps = caps;
  }

  get size(): number {
    return this.#entries.size;
  }

  get bytes(): number {
    return this.#entryBytes + this.#rings.bytes;
  }

  add(run: FinishedRun): HistoryEntry {
    const { limit } = this.#caps;
    const id = this.#nextId;
    this.#nextId += 1;
    if (limit === 0) return { ...run, id };
    const { result, module, jobName } = run;
    const { outcome } = result;
    const ring = this.#rings.of(module.name, result.target);
    const reason = outcome.ok ? undefined : outcome.failure.reason;
    const isRepeat = jobName !== undefined && reason !== undefined && ring.lastReason === reason;
    ring.lastReason = reason;
    const changes = outcome.ok || ring.good === undefined ? undefined : changesSince(ring.good, result);
    const bare = { ...run, id, changes };
    const entry: KeptEntry = { ...bare, bytes: entrySize(bare), isRepeat, ring };
    this.#entries.add(id, entry);
    this.#entryBytes += entry.bytes;
    if (outcome.ok) this.#renewGood(ring, entry);
    else this.#rings.addFailure(ring, entry);
    if (jobName === undefined) this.#addRecent(entry);
    else if (!outcome.ok) this.#limitFailures(ring);
    while (this.bytes > this.#caps.maxBytes && this.#makeRoom());
    return entry;
  }

  list(): readonly HistoryEntry[] {
    const { limit } = this.#caps;
    const others = this.#latestFirst().filter((entry) => !this.#isRecent(entry));
    const failures = others.filter(({ result }) => !result.outcome.ok).slice(0, limit);
    const room = Math.max(0, 2 * limit - this.#recent.length - failures.length);
    const successes = others
      .filter(({ result, jobName }) => result.outcome.ok && jobName !== undefined)
      .slice(0, room);
    return [...this.#recent, ...failures, ...successes].sort((left, right) => left.id - right.id);
  }

  byId(id: number): HistoryEntry | undefined {
    return this.#entries.get(id);
  }

  byRunId(runId: string): HistoryEntry | undefined {
    for (const entry of this.#entries.values()) if (entry.runId === runId) return entry;
    return undefined;
  }

  byTarget(target: string, module?: string): HistoryEntry | undefined {
    for (const entry of this.#entries.values()) if (isOf(entry, { target, module })) return entry;
    return undefined;
  }

  find({ limit, ...wanted }: HistoryQuery): readonly HistoryEntry[] {
    const found: HistoryEntry[] = [];
    for (const entry of this.#latestFirst()) {
      if (found.length === limit) break;
      if (isOf(entry, wanted)) found.push(entry);
    }
    return found;
  }

  keepScheduled(targets: Parameters<ProbeHistory['keepScheduled']>[0]): void {
    const kept = new Set(targets.map(({ module, target }) => ringKey(module.name, target)));
    for (const { key, good } of this.#rings.all()) {
      if (good?.jobName !== undefined && !kept.has(key)) this.#drop(good);
    }
  }

  #latestFirst(): readonly KeptEntry[] {
    return [...this.#entries.values()].toReversed();
  }

  #renewGood(ring: Ring, entry: KeptEntry): void {
    const before = ring.good;
    this.#rings.setGood(ring, entry);
    if (before !== undefined && !this.#isRecent(before)) this.#drop(before);
  }

  #addRecent(entry: KeptEntry): void {
    this.#recent.push(entry);
    if (!entry.result.outcome.ok) entry.ring.recentFailures += 1;
    if (this.#recent.length <= this.#caps.limit) return;
    const oldest = this.#recent.shift();
    if (oldest === undefined) return;
    const { ring, result } = oldest;
    if (result.outcome.ok) {
      if (ring.good !== oldest) this.#drop(oldest);
      return;
    }
    ring.recentFailures -= 1;
    this.#limitFailures(ring);
  }

  #limitFailures(ring: Ring): void {
    if (ring.failures.length - ring.recentFailures <= this.#caps.limit) return;
    const least = this.#rings.leastMissed(ring);
    if (least !== undefined) this.#drop(least);
  }

  /** Drops the entry that is missed least; false when there is none. */
  #makeRoom(): boolean {
    const stale = this.#recent.find((entry) => entry.result.outcome.ok && entry.ring.good !== entry);
    const entry =
      stale ?? this.#rings.mostAbundantFailure() ?? this.#rings.oldestGood() ?? this.#rings.oldestFailure();
    if (entry === undefined) return false;
    this.#drop(entry);
    return true;
  }

  #isRecent({ id, jobName }: HistoryEntry): boolean {
    const oldest = this.#recent[0];
    return jobName === undefined && oldest !== undefined && id >= oldest.id;
  }

  #drop(entry: KeptEntry): void {
    if (this.#isRecent(entry)) {
      this.#recent.splice(this.#recent.indexOf(entry), 1);
      if (!entry.result.outcome.ok) entry.ring.recentFailures -= 1;
    }
    this.#entries.take(entry.id);
    this.#entryBytes -= entry.bytes;
    this.#rings.remove(entry);
  }
}

function isOf({ result, jobName }: HistoryEntry, wanted: Omit<HistoryQuery, 'limit'>): boolean {
  const { target, module, sinceMs, ok } = wanted;
  return (
    (target === undefined || result.target.text === target) &&
    (module === undefined || result.module === module) &&
    (wanted.jobName === undefined || jobName === wanted.jobName) &&
    (ok === undefined || result.outcome.ok === ok) &&
    (sinceMs === undefined || result.startedAtMs >= sinceMs)
  );
}
