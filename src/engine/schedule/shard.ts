import { shortened } from '../../../probes/shared/shortened.ts';
import type { ScheduledTarget } from '../scheduled-target.ts';
import { stableHash } from './stable-hash.ts';

/** More would make every decision slow, and nobody needs as many. */
const maxCount = 1000;

/** One of `count` instances that divide the targets among themselves. */
export interface Shard {
  /** From 0 to `count` - 1. */
  readonly index: number;
  /** From 1 to 1000. */
  readonly count: number;
}

/** A shard, or a sentence about the text that should have named one. */
export type ParsedShard =
  | { readonly ok: true; readonly shard: Shard }
  | { readonly ok: false; readonly error: string };

/** Reads `i/n`: the index of this shard, counted from 0, and the number of all. */
export function parseShard(text: string): ParsedShard {
  const [, index, count] = /^(\d+)\/(\d+)$/u.exec(text) ?? [];
  if (index === undefined || count === undefined) {
    const example = 'such as 0/3 for the first of three';
    return refuse(
      `"${shortened(text)}" is no shard: write its index, from 0, and the number of shards, ${example}`,
    );
  }
  return checkedShard({ index: Number(index), count: Number(count) }, `"${shortened(text)}"`);
}

/**
 * The shard of a pod of a StatefulSet, whose host name ends in its ordinal: `vantage-3` has the index 3. Of a full name
 * (`vantage-3.vantage.monitoring.svc`) the first label counts.
 */
export function shardOfHostname(hostname: string, count: number): ParsedShard {
  const ordinal = /^[^.]*-(\d+)(?:\.|$)/u.exec(hostname)?.[1];
  const shown = `the host name "${shortened(hostname)}"`;
  if (ordinal === undefined) {
    return refuse(
      `${shown} does not end in an ordinal, as "vantage-3" does: run in a StatefulSet, or name the shard itself`,
    );
  }
  return checkedShard({ index: Number(ordinal), count }, shown);
}

function checkedShard(shard: Shard, shown: string): ParsedShard {
  const { index, count } = shard;
  if (!Number.isInteger(count) || count < 1 || count > maxCount) {
    return refuse(`${shown}: there can be 1 to ${maxCount} shards, not ${count}`);
  }
  if (index >= count) {
    return refuse(
      `${shown}: shards are counted from 0, so that the last of ${count} is ${count - 1}, not ${index}`,
    );
  }
  return { ok: true, shard };
}

function refuse(error: string): ParsedShard {
  return { ok: false, error };
}

/**
 * What the shard of a target depends on: job, module, instance and `hostname` parameter. Labels and the vantage point's
 * name are not among it, so that shards that differ in them, as during an update, still have each target once.
 */
export function shardKey({ jobName, module, target, labels }: ScheduledTarget): string {
  return JSON.stringify([jobName, module.name, labels['instance'] ?? target.text, target.hostname ?? '']);
}

/**
 * Whether the target with this key belongs to this shard.
 *
 * Rendezvous hashing (Thaler and Ravishankar 1998): every shard has a weight for the key and the highest one has the
 * target, so that each target has exactly one shard, and one more shard takes its part from all others and moves
 * nothing between them.
 */
export function inShard(key: string, { index, count }: Shard): boolean {
  const hashed = stableHash([key]);
  const own = weight(hashed, index);
  for (let other = 0; other < count; other += 1) {
    const theirs = weight(hashed, other);
    // Of equal weights the lowest index wins.
    if (theirs > own || (theirs === own && other < index)) return false;
  }
  return true;
}

/** 32 bits from the hash of a key and an index, by the finalizer of MurmurHash3 on both halves of the hash. */
function weight(hashed: number, index: number): number {
  const low = hashed >>> 0;
  const high = Math.floor(hashed / 2 ** 32);
  return mixed(mixed(low ^ Math.imul(index + 1, 0x9e37_79b9)) ^ high);
}

function mixed(bits: number): number {
  let mixing = bits;
  mixing = Math.imul(mixing ^ (mixing >>> 16), 0x85eb_ca6b);
  mixing = Math.imul(mixing ^ (mixing >>> 13), 0xc2b2_ae35);
  return (mixing ^ (mixing >>> 16)) >>> 0;
}
