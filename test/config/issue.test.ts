import { expect, test } from 'vitest';
import { formatIssue, formatPath } from '../../src/config/issue.ts';

test.each([
  [
    'with its place and path',
    { file: 'c.yml', line: 12, column: 7, path: 'modules.web', message: 'is wrong' },
    'c.yml:12:7: modules.web: is wrong',
  ],
  [
    'without a path',
    { file: 'c.yml', line: 1, column: 1, path: '', message: 'is wrong' },
    'c.yml:1:1: is wrong',
  ],
  ['without a place', { file: 'c.yml', path: '', message: 'is wrong' }, 'c.yml: is wrong'],
])('prints an issue %s', (_, issue, line) => {
  expect(formatIssue(issue)).toBe(line);
});

test.each([
  ['keys with dots', ['modules', 'web', 'http'], 'modules.web.http'],
  ['indexes in brackets', ['modules', 'a', 'list', 0, 'b'], 'modules.a.list[0].b'],
  ['odd names in quotes', ['modules', 'a.b', 'x y', '"'], 'modules["a.b"]["x y"]["\\""]'],
  ['nothing as nothing', [], ''],
])('prints %s', (_, path, text) => {
  expect(formatPath(path)).toBe(text);
});
