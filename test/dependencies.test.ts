import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { z } from 'zod';

const names = z.record(z.string(), z.string()).optional();
const manifestSchema = z.object({
  dependencies: names,
  optionalDependencies: names,
  peerDependencies: names,
});

function manifestAt(folder: string): z.infer<typeof manifestSchema> {
  return manifestSchema.parse(JSON.parse(readFileSync(join(folder, 'package.json'), 'utf8')));
}

const source = ['src', 'probes']
  .flatMap((folder) =>
    readdirSync(folder, { recursive: true, encoding: 'utf8' })
      .filter((path) => path.endsWith('.ts'))
      .map((path) => readFileSync(join(folder, path), 'utf8')),
  )
  .join('\n');

test('the program uses each of its dependencies, or one of them needs it as a peer', () => {
  const { dependencies, optionalDependencies } = manifestAt('.');
  const installed = Object.keys({ ...dependencies, ...optionalDependencies });
  const peers = new Set(
    installed.flatMap((name) => Object.keys(manifestAt(join('node_modules', name)).peerDependencies ?? {})),
  );
  const unused = installed.filter(
    (name) => !source.includes(`'${name}'`) && !source.includes(`'${name}/`) && !peers.has(name),
  );
  expect(installed.length).toBeGreaterThan(5);
  expect(unused).toEqual([]);
});
