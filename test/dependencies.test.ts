import { execFileSync, spawnSync } from 'node:child_process';
import { chmodSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { delimiter, join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { z } from 'zod';
import { tablesUnder } from './docs/markdown.ts';
import { temporaryDirectory } from './helpers/temporary-directory.ts';

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

test.each([
  { heading: 'What a release has', kinds: ['dependencies', 'optionalDependencies'] as const },
  { heading: 'What development has', kinds: ['devDependencies'] as const },
])('docs/dependencies.md gives a reason for each package under "$heading"', ({ heading, kinds }) => {
  const manifest = manifestAt('.');
  const rows = (tablesUnder('docs/dependencies.md', heading)[0] ?? []).map(([name = '', why = '']) => ({
    name: name.replaceAll('`', ''),
    why,
  }));
  expect(rows.map(({ name }) => name)).toEqual(
    kinds.flatMap((kind) => Object.keys(manifest[kind] ?? {})).sort(),
  );
  expect(rows.filter(({ why }) => why.length < 5)).toEqual([]);
});

const lockSchema = z.object({
  packages: z.record(
    z.string(),
    z.object({
      version: z.string().optional(),
      integrity: z.string().optional(),
      license: z.string().optional(),
      dev: z.boolean().optional(),
      devOptional: z.boolean().optional(),
      optional: z.boolean().optional(),
      hasInstallScript: z.boolean().optional(),
    }),
  ),
});
const lock = lockSchema.parse(JSON.parse(readFileSync('package-lock.json', 'utf8')));
const locked = Object.entries(lock.packages)
  .filter(([place]) => place !== '')
  .map(([place, entry]) => ({ name: place.replace(/^.*node_modules\//u, ''), ...entry }));
const shipped = locked.filter(({ dev, devOptional }) => dev !== true && devOptional !== true);

test('packages that would run a script when they are installed are kept from it', () => {
  const { allowScripts } = z
    .object({ allowScripts: z.record(z.string(), z.boolean()) })
    .parse(JSON.parse(readFileSync('package.json', 'utf8')));
  const withScript = locked.filter(({ hasInstallScript }) => hasInstallScript === true);
  expect(Object.fromEntries(withScript.map(({ name }) => [name, false]))).toEqual(allowScripts);
});

test('what a release has is under a licence that asks for no more than to be named', () => {
  const fine =
    /^\(?(?:MIT|ISC|BSD-[23]-Clause|Apache-2\.0|0BSD)(?: (?:AND|OR) (?:MIT|BSD-3-Clause|Apache-2\.0))*\)?$/u;
  expect(shipped.length).toBeGreaterThan(10);
  expect(shipped.filter(({ license = '' }) => !fine.test(license))).toEqual([]);
});

describe('the bill of materials', () => {
  const print = (): string => execFileSync(process.execPath, ['.ci/sbom.mjs'], { encoding: 'utf8' });
  const sbom = z
    .object({
      bomFormat: z.literal('CycloneDX'),
      specVersion: z.literal('1.5'),
      metadata: z.object({ component: z.object({ 'bom-ref': z.string() }) }),
      components: z.array(
        z.object({
          'bom-ref': z.string(),
          name: z.string(),
          version: z.string(),
          scope: z.enum(['required', 'optional']),
          purl: z.string().startsWith('pkg:npm/'),
          licenses: z.array(z.object({ expression: z.string() })),
          hashes: z.array(z.object({ alg: z.literal('SHA-512'), content: z.hex().length(128) })),
        }),
      ),
      dependencies: z.array(z.object({ ref: z.string(), dependsOn: z.array(z.string()) })),
    })
    .parse(JSON.parse(print()));

  test('has every package that a release has, and no other', () => {
    expect(sbom.components.map(({ name, version }) => `${name}@${version}`)).toEqual(
      shipped.map(({ name, version = '' }) => `${name}@${version}`),
    );
    expect(sbom.components.filter(({ scope }) => scope === 'optional').map(({ name }) => name)).toContain(
      'koffi',
    );
  });

  test('says who needs whom, and everything in it is needed by somebody', () => {
    const own = sbom.metadata.component['bom-ref'];
    const needed = new Set(sbom.dependencies.flatMap(({ dependsOn }) => dependsOn));
    expect([...needed].sort()).toEqual(sbom.components.map((component) => component['bom-ref']).sort());
    expect(sbom.dependencies.map(({ ref }) => ref)).toEqual([
      own,
      ...sbom.components.map((component) => component['bom-ref']),
    ]);
  });

  test('is the same each time', () => {
    expect(print()).toBe(print());
  });
});

describe('the audit in CI', () => {
  test.each([
    {
      name: 'nothing is known',
      printed: {
        metadata: { vulnerabilities: { moderate: 2, low: 1, high: 0, critical: 0 } },
        vulnerabilities: {},
      },
      says: 'audited: nothing of the level high; 2 moderate, 1 low\n',
      status: 0,
    },
    {
      name: 'a package is vulnerable',
      printed: {
        metadata: { vulnerabilities: { moderate: 1, high: 1 } },
        vulnerabilities: {
          a: { name: 'a', severity: 'high', range: '<2.0.0' },
          b: { name: 'b', severity: 'moderate', range: '*' },
        },
      },
      says: 'high: a <2.0.0\nSee "npm audit" for what to do.\n',
      status: 1,
    },
    {
      name: 'there is no network',
      printed: { error: { code: 'ENOTFOUND', summary: 'request failed' } },
      says: 'not audited: request failed\n',
      status: 0,
    },
    {
      name: 'the registry refuses',
      printed: { message: '405 Method Not Allowed' },
      says: 'not audited: 405 Method Not Allowed\n',
      status: 0,
    },
  ])('ends with $status when $name', ({ printed, says, status }) => {
    using directory = temporaryDirectory();
    const npm = join(directory.path, 'npm');
    writeFileSync(npm, `#!/bin/sh\ncat <<'END'\n${JSON.stringify(printed)}\nEND\nexit 1\n`);
    chmodSync(npm, 0o755);
    const path = `${directory.path}${delimiter}${process.env['PATH'] ?? ''}`;
    const run = spawnSync(process.execPath, ['.ci/audit.mjs'], {
      encoding: 'utf8',
      env: { ...process.env, PATH: path },
    });
    expect({ says: run.stdout, status: run.status }).toEqual({ says, status });
  });
});
