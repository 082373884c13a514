import TinyQueue from 'tinyqueue';
import type { ScheduledTarget } from '../scheduled-target.ts';
import type { Timers } from '../timers.ts';
import { destinationHost } from './destination-host.ts';
import { type Candidate, Launcher, type LauncherParts, type RunEvents, type Start } from './launcher.ts';
import type { SkippedSlots } from './skipped-slots.ts';
import {
  type ClockReading,
  dueSlot,
  firstSlot,
  movedSlot,
  readClock,
  type Slot,
  type SlotGrid,
  slotAfter,
  slotGrid,
} from './slot.ts';

/** Who is told of what happens on schedules. */
export interface SchedulerEvents extends RunEvents {
  readonly onSkipped: (target: ScheduledTarget, skipped: SkippedSlots) => void;
}

/** What a scheduler is made of. */
export interface SchedulerParts extends LauncherParts {
  readonly timers: Timers;
  /** See {@link VantagePoint.name}; part of what slots depend on. */
  readonly vantageName: string;
  readonly events: SchedulerEvents;
}

/** Starts targets at their intervals until it is stopped. */
export interface Scheduler {
  /**
   * Makes `targets` the ones to run; of several with one key the last counts.
   *
   * Those known by their key keep their slots and runs; what else changed holds from the next start on. New ones start
   * in their slot. The others stop at once: a run in flight is aborted, and no result of theirs is published any more.
   * Does nothing after {@link stop}.
   */
  update(targets: readonly ScheduledTarget[]): void;
  /** How many starts wait for other runs to end. */
  readonly queueLength: number;
  /** How many runs have started and not ended, aborted ones included. */
  readonly inFlight: number;
  /**
   * Starts nothing more and resolves when no run is in flight. Runs that need longer than `graceMs` are aborted, and
   * have no result. A second call only waits.
   */
  stop(graceMs: number): Promise<void>;
}

/** A scheduler without targets. It needs one timer, however many targets there are, and sets it when there are some. */
export function createScheduler(parts: SchedulerParts): Scheduler {
  return new TargetScheduler(parts);
}

/** A target with its place in time. */
interface Entry extends Candidate {
  target: ScheduledTarget;
  grid: SlotGrid;
  /** The next one. Only changed outside of the agenda, or before the agenda is made anew. */
  slot: Slot;
  /** The latest start. */
  start: Start | undefined;
}

class TargetScheduler implements Scheduler {
  readonly #parts: SchedulerParts;
  readonly #launcher: Launcher;
  #entries = new Map<string, Entry>();
  /** By next slot. */
  #agenda = new TinyQueue<Entry>([], bySlot);
  /** Runs of targets that are gone: should the target come back, it must not overlap itself. */
  readonly #leaving = new Map<string, Start>();
  #alarm: { readonly atMs: number; readonly cancel: () => void } | undefined;
  #stopped: Promise<void> | undefined;
  #onIdle = (): void => {};

  constructor(parts: SchedulerParts) {
    this.#parts = parts;
    this.#launcher = new Launcher(parts, () => this.#proceed());
  }

  get queueLength(): number {
    return this.#launcher.waiting;
  }

  get inFlight(): number {
    return this.#launcher.running;
  }

  update(targets: readonly ScheduledTarget[]): void {
    if (this.#stopped !== undefined) return;
    const now = readClock(this.#parts.clock);
    const before = this.#entries;
    this.#entries = new Map(
      targets.map((target) => {
        const known = before.get(target.key);
        return [
          target.key,
          known === undefined ? this.#enter(target, now) : this.#change(known, target, now),
        ];
      }),
    );
    for (const [key, { start }] of before) {
      if (start !== undefined && !this.#entries.has(key)) this.#abandon(key, start);
    }
    for (const [key, { state }] of this.#leaving) {
      if (state === 'ended') this.#leaving.delete(key);
    }
    this.#agenda = new TinyQueue([...this.#entries.values()], bySlot);
    this.#proceed();
  }

  stop(graceMs: number): Promise<void> {
    this.#stopped ??= this.#end(graceMs);
    return this.#stopped;
  }

  async #end(graceMs: number): Promise<void> {
    this.#agenda = new TinyQueue<Entry>([], bySlot);
    this.#alarm?.cancel();
    const starts = [...this.#entries.values()].flatMap(({ start }) => start ?? []);
    for (const start of starts) {
      if (start.state === 'waiting') this.#launcher.abandon(start);
    }
    if (this.#launcher.running === 0) return;
    const idle = new Promise<void>((resolve) => {
      this.#onIdle = resolve;
    });
    const cancel = this.#parts.timers.after(graceMs, () => {
      for (const start of starts) this.#launcher.abandon(start);
    });
    await idle;
    cancel();
  }

  #enter(target: ScheduledTarget, now: ClockReading): Entry {
    const grid = slotGrid(target, this.#parts.vantageName);
    return {
      target,
      host: destinationHost(target.target.text),
      grid,
      slot: firstSlot(grid, now),
      start: this.#leaving.get(target.key),
    };
  }

  #change(entry: Entry, target: ScheduledTarget, now: ClockReading): Entry {
    entry.target = target;
    if (target.intervalMs !== entry.grid.intervalMs) {
      entry.grid = slotGrid(target, this.#parts.vantageName);
      entry.slot = movedSlot(entry.slot, entry.grid, now);
    }
    return entry;
  }

  #abandon(key: string, start: Start): void {
    this.#launcher.abandon(start);
    this.#leaving.set(key, start);
  }

  /** Brings everything up to now: slots that have come, starts that may begin, the timer for the next slot. */
  #proceed(): void {
    if (this.#stopped !== undefined) {
      if (this.#launcher.running === 0) this.#onIdle();
      return;
    }
    const now = readClock(this.#parts.clock);
    for (let next = this.#agenda.peek(); next !== undefined; next = this.#agenda.peek()) {
      if (next.slot.atMs > now.monotonicMs) break;
      this.#agenda.pop();
      this.#take(next, now);
    }
    this.#launcher.launch();
    this.#setAlarm();
  }

  /** Asks for the start of a target whose slot has come, or counts why there is none. */
  #take(entry: Entry, now: ClockReading): void {
    const { target, start } = entry;
    const due = dueSlot(entry.slot, entry.grid, now);
    const following = slotAfter(due.slot, entry.grid, now);
    entry.slot = following.slot;
    this.#agenda.push(entry);
    const { onSkipped } = this.#parts.events;
    const suspended = due.missed + (due.tooLate ? 1 : 0) + following.passedOver;
    if (start?.state === 'waiting') {
      if (due.tooLate) this.#launcher.abandon(start);
      else this.#launcher.renew(start, due.slot.atMs);
      onSkipped(target, { cause: 'saturation', slots: 1 });
    } else if (start?.state === 'running') {
      if (!due.tooLate) onSkipped(target, { cause: 'overrun', slots: 1 });
    } else if (!due.tooLate) {
      entry.start = this.#launcher.add(entry, due.slot.atMs);
    }
    if (suspended > 0) onSkipped(target, { cause: 'suspended', slots: suspended });
  }

  /** A timer that comes early finds nothing due and is set again for the rest, so no start is ever early. */
  #setAlarm(): void {
    const atMs = this.#agenda.peek()?.slot.atMs;
    if (atMs === this.#alarm?.atMs) return;
    this.#alarm?.cancel();
    this.#alarm = undefined;
    if (atMs === undefined) return;
    const delayMs = Math.max(1, Math.ceil(atMs - this.#parts.clock.monotonicMs()));
    const cancel = this.#parts.timers.after(delayMs, () => {
      this.#alarm = undefined;
      this.#proceed();
    });
    this.#alarm = { atMs, cancel };
  }
}

function bySlot(left: Entry, right: Entry): number {
  return left.slot.atMs - right.slot.atMs;
}
