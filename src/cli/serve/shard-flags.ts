import { type ParsedShard, parseShard, shardOfHostname } from '../../engine/schedule/shard.ts';
import type { ServeFlags } from './serve-flags.ts';

/** The shard that the flags name; `undefined` when there is none, and all targets are probed. */
export function shardOfFlags(
  { shard, shardFromHostname }: Pick<ServeFlags, 'shard' | 'shardFromHostname'>,
  hostname: string,
): ParsedShard | undefined {
  if (!shardFromHostname) return shard === '' ? undefined : named('--shard', parseShard(shard));
  if (!/^\d+$/u.test(shard)) {
    const error =
      '--shard.from-hostname needs the number of shards alone, such as --shard=3: the host name says which it is';
    return { ok: false, error };
  }
  return named('--shard.from-hostname', shardOfHostname(hostname, Number(shard)));
}

function named(flag: string, parsed: ParsedShard): ParsedShard {
  return parsed.ok ? parsed : { ok: false, error: `${flag}: ${parsed.error}` };
}
