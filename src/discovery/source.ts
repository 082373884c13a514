import { isDeepStrictEqual } from 'node:util';
import type { TargetGroup } from '../config/schedule.ts';
import type { Timers } from '../engine/timers.ts';
import type { Discoverer, Finding, Refreshed, SourceKind } from './discoverer.ts';

/** One refresh of one place that failed, for a counter. */
export interface SourceFailure {
  readonly kind: SourceKind;
  /** The file, URL or name. */
  readonly source: string;
  /** One sentence for people. */
  readonly detail: string;
}

/** Where a source tells what it sees. */
export interface SourceWitness {
  /** Told when the groups are others than before. */
  readonly onChange: () => void;
  /** Told of every refresh of a place that failed. */
  readonly onFailure: (failure: SourceFailure) => void;
  /** Told once when a place begins to fail, fails for another reason, or works again. */
  readonly log: (level: 'info' | 'warn', message: string, fields: Readonly<Record<string, string>>) => void;
}

/** The last good groups by place. */
export type KnownPlaces = ReadonlyMap<string, readonly TargetGroup[]>;

/** A source that is refreshed again and again. Dispose of it to stop; nothing is told from then on. */
export interface RunningSource extends Disposable {
  /** The last good list of every place, in the order of the places' names. */
  groups(): readonly TargetGroup[];
  places(): KnownPlaces;
  /** Resolves when the first refresh is over, also when the source is disposed of meanwhile. */
  readonly firstRefresh: Promise<void>;
}

/** What is remembered of a place. */
interface Place {
  readonly groups: readonly TargetGroup[];
  /** What was logged last and still holds; absent when all is well. */
  readonly said?: string;
}

/** How long to wait after a hint, so that a file that is being written is read when it is complete. */
const settleMs = 250;

export interface SourceOptions {
  /** What is made may hint at any time that there is something new to see. */
  readonly makeDiscoverer: (hint: () => void) => Discoverer;
  /** What was known of the same places before this source. */
  readonly known: KnownPlaces;
  readonly timers: Timers;
  readonly witness: SourceWitness;
}

/**
 * Starts to refresh a source: now, whenever its interval has passed since the last refresh, and soon after a hint.
 * Refreshes never overlap. A place that fails keeps its last good groups; one that is gone loses them.
 */
export function startSource(options: SourceOptions): RunningSource {
  return new Source(options);
}

class Source implements RunningSource {
  readonly firstRefresh: Promise<void>;
  readonly #discoverer: Discoverer;
  readonly #timers: Timers;
  readonly #witness: SourceWitness;
  readonly #end = new AbortController();
  #places: ReadonlyMap<string, Place>;
  #cancelRefresh: (() => void) | undefined;
  #cancelHint: (() => void) | undefined;
  #isRefreshing = false;
  #hinted = false;

  constructor({ makeDiscoverer, known, timers, witness }: SourceOptions) {
    this.#timers = timers;
    this.#witness = witness;
    this.#discoverer = makeDiscoverer(() => this.#onHint());
    this.#places = new Map(
      [...known]
        .filter(([place]) => this.#discoverer.hasPlace(place))
        .map(([place, groups]) => [place, { groups }]),
    );
    this.firstRefresh = this.#refresh();
  }

  groups(): readonly TargetGroup[] {
    return [...this.#places]
      .sort(([left], [right]) => (left < right ? -1 : 1))
      .flatMap(([, { groups }]) => groups);
  }

  places(): KnownPlaces {
    return new Map([...this.#places].map(([place, { groups }]) => [place, groups]));
  }

  [Symbol.dispose](): void {
    this.#end.abort();
    this.#cancelRefresh?.();
    this.#cancelHint?.();
    this.#discoverer[Symbol.dispose]();
  }

  #onHint(): void {
    if (this.#end.signal.aborted || this.#cancelHint !== undefined) return;
    this.#cancelHint = this.#timers.after(settleMs, () => {
      this.#cancelHint = undefined;
      if (this.#isRefreshing) this.#hinted = true;
      else void this.#refresh();
    });
  }

  async #refresh(): Promise<void> {
    const { signal } = this.#end;
    this.#isRefreshing = true;
    this.#cancelRefresh?.();
    do {
      this.#hinted = false;
      const refreshed = await this.#refreshOnce(signal);
      if (signal.aborted) return;
      this.#take(refreshed);
    } while (this.#hinted);
    this.#isRefreshing = false;
    this.#cancelRefresh = this.#timers.after(this.#discoverer.refreshIntervalMs, () => void this.#refresh());
  }

  /** A bug in here must end neither the program nor the refreshing. */
  async #refreshOnce(signal: AbortSignal): Promise<Refreshed> {
    try {
      return await this.#discoverer.refresh(signal);
    } catch (error) {
      const detail = `bug in the discovery: ${error instanceof Error ? error.message : String(error)}`;
      return { findings: new Map([[this.#discoverer.name, { ok: false, detail }]]), isComplete: false };
    }
  }

  #take({ findings, isComplete }: Refreshed): void {
    const before = this.#places;
    const places = new Map(isComplete ? [] : before);
    for (const [name, finding] of findings) {
      const known = before.get(name) ?? { groups: [] };
      const said = this.#tell(name, finding, known);
      const groups = finding.ok ? finding.groups : known.groups;
      places.set(name, { groups, ...(said === undefined ? {} : { said }) });
    }
    const groupsBefore = this.groups();
    this.#places = places;
    if (!isDeepStrictEqual(groupsBefore, this.groups())) this.#witness.onChange();
  }

  /** Logs what is new about a place; returns what now holds. */
  #tell(place: string, finding: Finding, { groups, said }: Place): string | undefined {
    const { kind } = this.#discoverer;
    const source = this.#discoverer.shown(place);
    if (!finding.ok) {
      const { detail } = finding;
      this.#witness.onFailure({ kind, source, detail });
      if (detail !== said) {
        const kept = String(groups.reduce((sum, { targets }) => sum + targets.length, 0));
        this.#witness.log('warn', 'Discovery failed: the last good list stays', {
          kind,
          source,
          targets_kept: kept,
          error: detail,
        });
      }
      return detail;
    }
    const { remark } = finding;
    if (remark !== undefined && remark !== said) {
      this.#witness.log('warn', 'Discovery may miss targets', { kind, source, reason: remark });
    }
    if (remark === undefined && said !== undefined) {
      this.#witness.log('info', 'Discovery works again', { kind, source });
    }
    return remark;
  }
}
