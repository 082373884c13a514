import type { Target } from '../../../probes/contract.ts';
import type { HistoryEntry } from './history.ts';

/** A run with what keeping it means. */
export interface KeptEntry extends HistoryEntry {
  readonly bytes: number;
  /** A failure of a scheduled target that went on failing for the same reason: it says little that is new. */
  readonly isRepeat: boolean;
  readonly ring: Ring;
}

/** What is kept of one module and target. */
export interface Ring {
  readonly key: string;
  /** Oldest first. */
  readonly failures: KeptEntry[];
  /** How many of them are among the latest runs that somebody asked for: always the last ones of these. */
  recentFailures: number;
  /** The latest success. */
  good: KeptEntry | undefined;
  /** Of the latest run; absent when that succeeded, and before the first. */
  lastReason: string | undefined;
}

/** About what a ring takes without its entries and the text of its key. */
const ringBytes = 400;

/** Stands for a module and a target, the name that is asked for in the target's place, and further parameters. */
export function ringKey(module: string, { text, hostname = '', parameters }: Target): string {
  const further = parameters === undefined ? '' : JSON.stringify(parameters);
  return `${module}\n${hostname}\n${further}\n${text}`;
}

/** The rings of all modules and targets, and who of them has most. */
export class Rings {
  readonly #rings = new Map<string, Ring>();
  /** Those that have a success, the one that is the longest ago first. */
  readonly #good = new Set<Ring>();
  /** By how many failures they have. */
  readonly #byFailures: Set<Ring>[] = [];
  #bytes = 0;

  get bytes(): number {
    return this.#bytes;
  }

  all(): Iterable<Ring> {
    return this.#rings.values();
  }

  /** The ring of a target, made when there is none: for an entry that is added to it next. */
  of(module: string, target: Target): Ring {
    const key = ringKey(module, target);
    const known = this.#rings.get(key);
    if (known !== undefined) return known;
    const ring: Ring = { key, failures: [], recentFailures: 0, good: undefined, lastReason: undefined };
    this.#rings.set(key, ring);
    this.#bytes += ringBytes + key.length;
    return ring;
  }

  addFailure(ring: Ring, entry: KeptEntry): void {
    this.#count(ring, () => ring.failures.push(entry));
  }

  setGood(ring: Ring, entry: KeptEntry): void {
    ring.good = entry;
    this.#good.delete(ring);
    this.#good.add(ring);
  }

  /** The failure that is missed least: the oldest repeat, else the oldest. */
  leastMissed({ failures }: Ring): KeptEntry | undefined {
    return failures.find(({ isRepeat }) => isRepeat) ?? failures[0];
  }

  /** One of the failures of whoever has most of them, if it has more than one. */
  mostAbundantFailure(): KeptEntry | undefined {
    for (let count = this.#byFailures.length - 1; count > 1; count -= 1) {
      const [ring] = this.#byFailures[count] ?? [];
      if (ring !== undefined) return this.leastMissed(ring);
      this.#byFailures.length = count;
    }
    return undefined;
  }

  oldestGood(): KeptEntry | undefined {
    const [ring] = this.#good;
    return ring?.good;
  }

  /** Where nobody has more than one failure: the one that came first. */
  oldestFailure(): KeptEntry | undefined {
    const [ring] = this.#byFailures[1] ?? [];
    return ring?.failures[0];
  }

  /** Takes an entry out of its ring, and the ring away when nothing is left in it. */
  remove(entry: KeptEntry): void {
    const { ring } = entry;
    const at = ring.failures.indexOf(entry);
    if (at >= 0) this.#count(ring, () => ring.failures.splice(at, 1));
    if (ring.good === entry) {
      ring.good = undefined;
      this.#good.delete(ring);
    }
    if (ring.failures.length > 0 || ring.good !== undefined || !this.#rings.delete(ring.key)) return;
    this.#bytes -= ringBytes + ring.key.length;
  }

  /** Does what changes how many failures the ring has. */
  #count(ring: Ring, change: () => void): void {
    this.#byFailures[ring.failures.length]?.delete(ring);
    change();
    const count = ring.failures.length;
    if (count === 0) return;
    while (this.#byFailures.length <= count) this.#byFailures.push(new Set());
    this.#byFailures[count]?.add(ring);
  }
}
