import { readFileSync } from 'node:fs';
import * as fc from 'fast-check';
import { expect } from 'vitest';
import { probers } from '../../probes/registry.ts';
import { type LoadResult, parseConfig } from '../../src/config/load.ts';
import { renderConfig, renderConfigJson } from '../../src/config/render.ts';
import { fuzz } from './fuzzing.ts';
import { mutated } from './mutation.ts';

/** What everybody may rely on, whatever the text was. */
function check(result: LoadResult): void {
  const { issues, warnings } = result.ok
    ? { issues: [], warnings: result.warnings }
    : { ...result, warnings: [] };
  if (!result.ok) expect(issues).not.toEqual([]);
  for (const { line = 0, column = 0, message } of [...issues, ...warnings]) {
    expect(line).toBeGreaterThan(0);
    expect(column).toBeGreaterThan(0);
    expect(message).not.toBe('');
  }
  if (!result.ok) return;
  // What is loaded can be shown, and what is shown is a configuration again.
  expect(JSON.parse(renderConfigJson(result.config))).toHaveProperty('modules');
  const shown = parseConfig({ text: renderConfig(result.config), fileName: 'shown.yml' }, probers);
  if (shown.ok) expect([...shown.config.modules.keys()]).toEqual([...result.config.modules.keys()]);
}

const probersNamed = fc.constantFrom(...probers.keys(), 'nothing');
const keys = fc.constantFrom(
  'prober',
  'timeout',
  'http',
  'tcp',
  'dns',
  'icmp',
  'tls_config',
  'headers',
  'body',
  'valid_status_codes',
  'query_name',
  'fail_if_body_matches_regexp',
  'fail_if_header_matches',
  'query_response',
  'expect',
  'send',
  'resolver',
  '<<',
  '~',
  '',
  'basic_auth',
  'username',
  'password',
  'oauth2',
  'proxy_url',
  'body_size_limit',
  'ip_protocol_fallback',
  '__proto__',
);
const scalars = fc.oneof(
  fc.constantFrom(
    '5s',
    '0',
    '-1',
    'yes',
    '~',
    '1e400',
    '0o17',
    '10MB',
    '"',
    "'",
    '!!binary x',
    '&a',
    '*a',
    '[',
    '(',
    '%',
    '@',
  ),
  fc.string({ unit: 'binary', maxLength: 8 }).map((text) => JSON.stringify(text)),
);
const { value } = fc.letrec<{ readonly value: string; readonly map: string; readonly list: string }>(
  (tie) => ({
    value: fc.oneof({ depthSize: 'small' }, scalars, tie('map'), tie('list')),
    map: fc
      .array(fc.tuple(keys, tie('value')), { maxLength: 4 })
      .map((entries) => `{${entries.map(([key, put]) => `${key}: ${put}`).join(', ')}}`),
    list: fc.array(tie('value'), { maxLength: 3 }).map((items) => `[${items.join(', ')}]`),
  }),
);
const modules = fc
  .array(fc.tuple(fc.constantFrom('a', 'b', '"c d"', '5'), probersNamed, keys, value), { maxLength: 4 })
  .map((list) =>
    list.map(([name, prober, key, put]) => `  ${name}: {prober: ${prober}, ${key}: ${put}}\n`).join(''),
  );
const files = fc
  .tuple(
    modules,
    fc.constantFrom('', 'vantage: {name: x}\n', 'schedules: []\n', 'extra: 1\n', '---\n', '...\nmodules:\n'),
    value,
  )
  .map(([list, more, put]) => `modules:\n${list}${more}${more === 'extra: 1\n' ? `y: ${put}\n` : ''}`);

fuzz(
  'configuration files',
  fc.property(files, (text) => check(parseConfig({ text, fileName: 'fuzz.yml' }, probers))),
);

const example = readFileSync('config.example.yml');
/** Parts of it, for most changes to be somewhere else than in a comment. */
const excerpts = example
  .toString('utf8')
  .split(/^(?=  \w[\w-]*:\n)/mu)
  .slice(1)
  .map((module) => Buffer.from(`modules:\n${module.replaceAll(/^\S.*\n?|^ *#.*\n/gmu, '')}`));

fuzz(
  'edits of a configuration file',
  fc.property(mutated(excerpts), (text) => check(parseConfig({ text, fileName: 'fuzz.yml' }, probers))),
);
