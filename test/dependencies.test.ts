import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { z } from 'zod';

const names = z.record(z.string(), z.string()).optional();
const manifestSchema = z.object({
  dependencies: names,
  devDependencies: names,
  optionalDependencies: names,
  peerDependencies: names,
});

function manifestAt(folder: string): z.infer<typeof manifestSchema> {
  return manifestSchema.parse(JSON.parse(readFileSync(join(folder, 'package.json'), 'utf8')));
}

function sourceOf(...folders: readonly string[]): string {
  return folders
    .flatMap((folder) =>
      readdirSync(folder, { recursive: true, encoding: 'utf8' })
        .filter((path) => path.endsWith('.ts'))
        .map((path) => readFileSync(join(folder, path), 'utf8')),
    )
    .join('\n');
}

test('the program uses each of its dependencies, or one of them needs it as a peer', () => {
  const source = sourceOf('src', 'probes');
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

test('each package that is imported is a dependency of its own, also in tests', () => {
  const imports = sourceOf('src', 'probes', 'test').matchAll(
    /^(?:import|export|\}) [^\n]*from '((?:@[\w-]+\/)?[\w-]+)[^']*';$/gmu,
  );
  const imported = new Set([...imports].map(([, name = '']) => name));
  const { dependencies, devDependencies, optionalDependencies } = manifestAt('.');
  const declared = new Set(Object.keys({ ...dependencies, ...devDependencies, ...optionalDependencies }));
  const undeclared = [...imported].filter((name) => !declared.has(name));
  expect(imported.size).toBeGreaterThan(10);
  // The modules of Node.js, `node:fs`, read as a package of that name.
  expect(undeclared).toEqual(['node']);
});
