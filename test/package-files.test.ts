import { readFileSync } from 'node:fs';
import { expect, test } from 'vitest';
import { z } from 'zod';

const { files } = z
  .object({ files: z.array(z.string()) })
  .parse(JSON.parse(readFileSync('package.json', 'utf8')));

test('what the README links to is in the package', () => {
  const links = [...readFileSync('README.md', 'utf8').matchAll(/\]\((?!\w+:)([^)#]+)/gu)].map(
    ([, path = '']) => path,
  );
  const missing = links.filter((path) => !files.some((file) => path === file || path.startsWith(`${file}/`)));
  expect(links.length).toBeGreaterThan(5);
  // For those who change the code, which is not in the package either.
  expect(missing).toEqual(['CONTRIBUTING.md']);
});
