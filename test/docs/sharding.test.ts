import { expect, test } from 'vitest';
import { parseDocument } from 'yaml';
import { z } from 'zod';
import { parseServeFlags } from '../../src/cli/serve/serve-flags.ts';
import { shardOfFlags } from '../../src/cli/serve/shard-flags.ts';
import { recordingIo } from '../cli/recording-io.ts';
import { fencedBlocks } from './markdown.ts';

const container = z.object({ args: z.array(z.string()) });
const statefulSet = z.object({
  kind: z.literal('StatefulSet'),
  metadata: z.object({ name: z.string() }),
  spec: z.object({
    replicas: z.number(),
    template: z.object({ spec: z.object({ containers: z.tuple([container]) }) }),
  }),
});

test('every pod of the StatefulSet is a shard, and the next one would be none', () => {
  const found = fencedBlocks('docs/sharding.md').flatMap(
    ({ text }) => statefulSet.safeParse(parseDocument(text).toJS()).data ?? [],
  );
  expect(found).toHaveLength(1);
  for (const { metadata, spec } of found) {
    const [{ args }] = spec.template.spec.containers;
    const flags = parseServeFlags(args, recordingIo());
    if (typeof flags === 'number') throw new Error('the arguments are refused');
    const shards = Array.from({ length: spec.replicas + 1 }, (_, ordinal) =>
      shardOfFlags(flags, `${metadata.name}-${ordinal}`),
    );
    expect(shards.map((shard) => shard?.ok)).toEqual(shards.map((_, ordinal) => ordinal < spec.replicas));
  }
});
