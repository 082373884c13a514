/** The JSON Schema of a configuration, judged by a validator of others: ajv. */
import { readFileSync } from 'node:fs';
import { Ajv } from 'ajv';
import { describe, expect, test } from 'vitest';
import { parse } from 'yaml';
import { probers } from '../../../probes/registry.ts';
import { configJsonSchema } from '../../../src/config/outline/json-schema.ts';
import { configOutline } from '../../../src/config/outline/outline.ts';
import { configRows } from '../../compat/tables/config.ts';
import { fencedBlocks, pages } from '../../docs/markdown.ts';

const schema = configJsonSchema(configOutline(probers));
const validate = new Ajv({ allErrors: true, strict: true, allowUnionTypes: true }).compile(schema);

/** An editor takes bytes for the text that they are written in. */
const binary = { tag: 'tag:yaml.org,2002:binary', resolve: (text: string) => text };

/** What the schema says of a file, as an editor would mark it. */
function marks(text: string): readonly string[] {
  const file: unknown = parse(text, {
    merge: true,
    uniqueKeys: false,
    logLevel: 'silent',
    customTags: [binary],
  });
  return validate(file)
    ? []
    : (validate.errors ?? []).map(({ instancePath, message }) => `${instancePath} ${message ?? ''}`);
}

const examples = pages
  .flatMap(fencedBlocks)
  .filter(({ language, text }) => ['yaml', 'yml'].includes(language) && /^modules:/mu.test(text));

describe('the schema marks nothing', () => {
  test.each(['config.example.yml', 'test/compat/files/every-key.yml', 'test/compat/files/usual-modules.yml'])(
    'in %s',
    (path) => {
      expect(marks(readFileSync(path, 'utf8'))).toEqual([]);
    },
  );

  test.each(examples)('at $page:$line', ({ text }) => {
    expect(marks(text)).toEqual([]);
  });

  test.each(configRows.filter(([, , says]) => says === 'loads'))('that loads: %s', (_name, text) => {
    expect(marks(text)).toEqual([]);
  });
});

const module = (block: string): string => `modules: {m: {prober: http, ${block}}}`;

describe('the schema marks', () => {
  test.each([
    {
      name: 'an unknown key',
      text: module('htpp: {}'),
      mark: '/modules/m must NOT have additional properties',
    },
    {
      name: 'a key of a block of ours',
      text: 'vantage: {nam: a}',
      mark: '/vantage must NOT have additional properties',
    },
    { name: 'no prober', text: 'modules: {m: {}}', mark: "/modules/m must have required property 'prober'" },
    {
      name: 'a prober that does not exist',
      text: 'modules: {m: {prober: htp}}',
      mark: '/modules/m/prober must be equal to one of the allowed values',
    },
    {
      name: 'a text for a list',
      text: module('http: {valid_status_codes: 200}'),
      mark: '/modules/m/http/valid_status_codes must be array',
    },
    {
      name: 'a duration without its unit',
      text: module('timeout: 5'),
      mark: '/modules/m/timeout must be string',
    },
    {
      name: 'days where blackbox_exporter takes none',
      text: module('timeout: 5d'),
      mark: '/modules/m/timeout must match pattern',
    },
    {
      name: 'a version of TLS',
      text: module('http: {tls_config: {min_version: TLS14}}'),
      mark: '/modules/m/http/tls_config/min_version must be equal to one of the allowed values',
    },
    {
      name: 'a boolean as a number',
      text: module('http: {fail_if_ssl: 1}'),
      mark: '/modules/m/http/fail_if_ssl must be boolean',
    },
    {
      name: 'a schedule without its job',
      text: 'schedules: [{module: m}]',
      mark: "/schedules/0 must have required property 'job_name'",
    },
  ])('$name', ({ text, mark }) => {
    expect(marks(text).join('\n')).toContain(mark);
  });
});

test('the schema tells what keys do', () => {
  const text = JSON.stringify(schema);
  expect(text).toContain(
    '"description":"Accepts any certificate. probe_tls_verified still tells what a verification finds. Default: false."',
  );
  // Nothing of Markdown is left, which editors would show as it is.
  expect(text).not.toMatch(/\]\(|`/u);
});
