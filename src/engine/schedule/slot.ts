import type { Clock } from '../../../probes/contract.ts';
import type { ScheduledTarget } from '../scheduled-target.ts';
import { hashRange, stableHash } from './stable-hash.ts';

/** The wall clock and the monotonic one are taken to agree within this: `Date.now()` ticks in milliseconds. */
const clockNoiseMs = 10;

/** By this part of its interval a start may move, so as to come back to the grid after the wall clock was set. */
const gradualShift = 0.1;

/** Lateness up to this, or to a hundredth of the interval, is a busy process; beyond, one that did not run. */
const tolerableLatenessMs = 1000;
const tolerableLateness = 0.01;

/** When a target starts, by the wall clock: at `phaseMs` + n × `intervalMs`, n being the number of the slot. */
export interface SlotGrid {
  readonly intervalMs: number;
  readonly phaseMs: number;
}

/** When to start a target. */
export interface Slot {
  /** By the monotonic clock. */
  readonly atMs: number;
  /** Which slot of the grid this is; undefined for one that is left of another grid. */
  readonly number: number | undefined;
}

/** Both clocks, read together. */
export interface ClockReading {
  readonly monotonicMs: number;
  readonly wallMs: number;
}

export function readClock(clock: Clock): ClockReading {
  return { monotonicMs: clock.monotonicMs(), wallMs: clock.wallMs() };
}

/**
 * The grid of a target: its phase is a stable hash of job, module, target and vantage point, so that starts are spread
 * over the interval, and are where they were after a restart or a change of labels.
 */
export function slotGrid(
  { jobName, module, target, intervalMs }: ScheduledTarget,
  vantageName: string,
): SlotGrid {
  const hashed = stableHash([jobName, module.name, target.text, target.hostname ?? '', vantageName]);
  return { intervalMs, phaseMs: Math.floor((hashed / hashRange) * intervalMs) };
}

/** The first slot that is not over yet. */
export function firstSlot(grid: SlotGrid, now: ClockReading): Slot {
  return slotOf(grid, Math.ceil((now.wallMs - grid.phaseMs) / grid.intervalMs), now);
}

/** The slot to start in when a target moves to another grid: no later than it would have started otherwise. */
export function movedSlot(pending: Slot, grid: SlotGrid, now: ClockReading): Slot {
  const first = firstSlot(grid, now);
  return first.atMs <= pending.atMs ? first : { atMs: pending.atMs, number: undefined };
}

/** What a look at the clock makes of a slot that has come. */
export interface DueSlot {
  /** The slot, or the last one that came after it. */
  readonly slot: Slot;
  /** How many came before that one and cannot be started any more. */
  readonly missed: number;
  /** Whether even the last one came so long ago that the process cannot have been running. */
  readonly tooLate: boolean;
}

/** Finds out which slots have come, from `slot` on, which has. */
export function dueSlot({ atMs, number }: Slot, { intervalMs }: SlotGrid, now: ClockReading): DueSlot {
  const missed = Math.floor((now.monotonicMs - atMs) / intervalMs);
  const lastAtMs = atMs + missed * intervalMs;
  const tolerableMs = Math.max(tolerableLatenessMs, intervalMs * tolerableLateness);
  return {
    slot: { atMs: lastAtMs, number: number === undefined ? undefined : number + missed },
    missed,
    tooLate: now.monotonicMs - lastAtMs > tolerableMs,
  };
}

/** A slot, and how many the wall clock passed over before it without the monotonic clock having moved. */
export interface FollowingSlot {
  readonly slot: Slot;
  readonly passedOver: number;
}

/**
 * The slot after `slot`: one interval later by the monotonic clock.
 *
 * When the wall clock has been set since, that is off the grid. The slot then moves towards the nearest one of the grid,
 * by at most a tenth of the interval each time, so that no setting of the clock makes a burst or a hole. What is left of
 * another grid goes to the nearest slot at once: the starts of all that changed together would else stay together.
 */
export function slotAfter(slot: Slot, grid: SlotGrid, now: ClockReading): FollowingSlot {
  const atMs = slot.atMs + grid.intervalMs;
  const number = Math.round((atMs + now.wallMs - now.monotonicMs - grid.phaseMs) / grid.intervalMs);
  const nearest = slotOf(grid, number, now);
  if (slot.number === undefined) return { slot: nearest, passedOver: 0 };
  const limitMs = grid.intervalMs * gradualShift;
  const offMs = nearest.atMs - atMs;
  const shiftMs = Math.abs(offMs) < clockNoiseMs ? 0 : Math.min(Math.max(offMs, -limitMs), limitMs);
  return {
    slot: { atMs: atMs + shiftMs, number },
    passedOver: Math.max(0, number - slot.number - 1),
  };
}

function slotOf({ intervalMs, phaseMs }: SlotGrid, number: number, now: ClockReading): Slot {
  return { atMs: phaseMs + number * intervalMs - now.wallMs + now.monotonicMs, number };
}
