import { expect, test } from 'vitest';
import { proberLoaders } from '../../probes/prober-loaders.ts';
import { probers } from '../../probes/registry.ts';

test('each prober of the registry can be loaded by itself', async () => {
  const loaded = await Promise.all(
    [...proberLoaders].map(async ([name, load]) => [name, await load()] as const),
  );
  expect(loaded).toEqual([...probers]);
});
