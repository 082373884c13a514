/** `${NAME}`, `${public:NAME}` and `${file:/path}`: what they become, where they are left alone, and how they are shown. */
import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import * as fc from 'fast-check';
import { afterAll, describe, expect, test, vi } from 'vitest';
import { probers } from '../../probes/registry.ts';
import { openActiveConfig } from '../../src/config/active-config.ts';
import { formatIssue } from '../../src/config/issue.ts';
import { renderConfig } from '../../src/config/render.ts';
import { expandText, type References, resolveReferences } from '../../src/config/secret-references.ts';
import { temporaryDirectory } from '../helpers/temporary-directory.ts';

const directory = temporaryDirectory();
afterAll(() => directory[Symbol.dispose]());

const references: References = new Map([
  ['TOKEN', { ok: true, text: 'to$1ken' }],
  ['_x9', { ok: true, text: 'nine' }],
  ['public:REGION', { ok: true, text: 'eu' }],
  ['file:/run/a b', { ok: true, text: 'content' }],
  ['GONE', { ok: false, problem: 'the environment has no variable GONE' }],
]);
const placeholder = '<secret>';

describe('a text', () => {
  test.each([
    ['a variable', '${TOKEN}', 'to$1ken', '<secret>'],
    ['a variable within a text', 'Bearer ${TOKEN}!', 'Bearer to$1ken!', 'Bearer <secret>!'],
    ['several', '${TOKEN}${_x9}', 'to$1kennine', '<secret><secret>'],
    ['a variable that may be shown', 'at ${public:REGION}', 'at eu', 'at eu'],
    ['a file', '${file:/run/a b}', 'content', '<secret>'],
    ['two dollars', '$${TOKEN}', '${TOKEN}', '${TOKEN}'],
    ['two dollars and a file', '$${file:/x}', '${file:/x}', '${file:/x}'],
    ['a backslash, as in an expression', String.raw`\${TOKEN}`, String.raw`\${TOKEN}`, String.raw`\${TOKEN}`],
    ['a numbered group', '${1} ${12}', '${1} ${12}', '${1} ${12}'],
    ['no braces', '$TOKEN $1', '$TOKEN $1', '$TOKEN $1'],
    ['an end of line in an expression', '^a$', '^a$', '^a$'],
    ['empty braces', '${}', '${}', '${}'],
    [
      'what no variable is called',
      '${TO-KEN} ${TO.KEN} ${ TOKEN } ${9x}',
      '${TO-KEN} ${TO.KEN} ${ TOKEN } ${9x}',
      '${TO-KEN} ${TO.KEN} ${ TOKEN } ${9x}',
    ],
    ['a default as in a shell', '${TOKEN:-x}', '${TOKEN:-x}', '${TOKEN:-x}'],
    ['two dollars before something else', '$${1} $${ $$', '$${1} $${ $$', '$${1} $${ $$'],
    ['no closing brace', '${TOKEN', '${TOKEN', '${TOKEN'],
  ])('with %s', (_name, text, expanded, shown) => {
    expect(expandText(text, references, { placeholder })).toEqual({ text: expanded, shown, problems: [] });
  });

  test('that names what is not there says so', () => {
    expect(expandText('${GONE} ${OTHER}', references, { placeholder }).problems).toEqual([
      'the environment has no variable GONE',
      '${OTHER} cannot be looked up here',
    ]);
  });

  test.each([
    ['a group', '${who} ${1} $$ $${who}', '${who} ${1} $$ $${who}'],
    ['a variable, whose dollars mean themselves', '${who} ${TOKEN}', '${who} to$$1ken'],
    ['two dollars, which are left to the template', '$${TOKEN}', '$${TOKEN}'],
  ])('that is a template keeps %s', (_name, text, expanded) => {
    const template = { groups: new Set(['who']) };
    expect(expandText(text, references, { placeholder, template }).text).toBe(expanded);
  });

  test('of dollars, braces and backslashes alone is never changed', () => {
    const letters = fc.string({ unit: fc.constantFrom('$', '{', '}', '\\', '1', ':', ' ') });
    fc.assert(
      fc.property(letters, (text) => {
        expect(expandText(text, new Map(), { placeholder })).toEqual({ text, shown: text, problems: [] });
      }),
    );
    expect(expandText('$', new Map(), { placeholder }).text).toBe('$');
  });
});

describe('resolving', () => {
  const file = (name: string, content: string): string => {
    const path = join(directory.path, name);
    writeFileSync(path, content);
    return path;
  };

  test('takes variables, and files without the white space around them', async () => {
    const path = file('padded', '\n  a secret \n\n');
    const found = await resolveReferences(`\${A} \${public:B} \${file:${path}} \${C}`, { A: 'x', B: '' });
    expect([...found]).toEqual([
      ['A', { ok: true, text: 'x' }],
      ['public:B', { ok: true, text: '' }],
      [`file:${path}`, { ok: true, text: 'a secret' }],
      [
        'C',
        {
          ok: false,
          problem: 'the environment has no variable C; set it, or write $${C} for the text itself',
        },
      ],
    ]);
  });

  test('says what is wrong with a file', async () => {
    const folder = join(directory.path, 'folder');
    mkdirSync(folder);
    const large = file('large', 'x'.repeat(1024 * 1024 + 1));
    const texts = [`\${file:${folder}}`, `\${file:${large}}`, '${file:/nowhere/at/all}'].join(' ');
    expect([...(await resolveReferences(texts)).values()]).toEqual([
      { ok: false, problem: `cannot read ${folder}: it is no file` },
      { ok: false, problem: `${large} has more than 1 MiB` },
      { ok: false, problem: 'cannot read /nowhere/at/all: it does not exist' },
    ]);
  });
});

describe('a configuration', () => {
  const path = join(directory.path, 'c.yml');
  const open = async (text: string) => {
    writeFileSync(path, text);
    return await openActiveConfig({ paths: [path], probers });
  };
  const mistakes = async (text: string): Promise<readonly string[]> => {
    const opened = await open(text);
    return opened.ok ? [] : opened.issues.map(formatIssue);
  };

  test('has the values in any text, number and boolean', async () => {
    vi.stubEnv('V_STATUS', '204');
    vi.stubEnv('V_FLAG', 'true');
    vi.stubEnv('V_TIME', '7s');
    const opened = await open(`modules:
  m:
    prober: http
    timeout: \${V_TIME}
    http:
      valid_status_codes:
        - \${V_STATUS}
      fail_if_ssl: \${V_FLAG}
`);
    if (!opened.ok) throw new Error(opened.issues.map(formatIssue).join('\n'));
    const module = opened.activeConfig.current().modules.get('m');
    expect(module).toMatchObject({
      timeoutMs: 7000,
      options: { failIfSsl: true, validStatusCodes: [{ from: 204, to: 204 }] },
    });
  });

  test('is refused where a variable or a file is missing, with the place', async () => {
    expect(
      await mistakes('modules:\n  m:\n    prober: http\n    http:\n      body: a ${V_MISSING} b\n'),
    ).toEqual([
      `${path}:5:13: modules.m.http.body: the environment has no variable V_MISSING; set it, or write $\${V_MISSING} for the text itself`,
    ]);
  });

  test('does not quote a value in what is wrong with it', async () => {
    vi.stubEnv('V_SHORT', 'abc');
    vi.stubEnv('V_LONG', 'abc-canary-abc');
    for (const name of ['V_SHORT', 'V_LONG']) {
      expect(await mistakes(`modules: { m: { prober: http, timeout: "\${${name}}" } }`)).toEqual([
        `${path}:1:40: modules.m.timeout: must be a duration with its unit, such as 5s, 1m30s or 500ms, not "<secret>"`,
      ]);
    }
  });

  test.each(['vantage: { name: "${V_NAME}" }', 'vantage: { labels: { a: "${V_NAME}" } }'])(
    'has no secret where everybody looks: %s',
    async (block) => {
      vi.stubEnv('V_NAME', 'here');
      const [mistake] = await mistakes(`${block}\nmodules: {}`);
      expect(mistake).toContain('write ${public:NAME} for a variable that is none');
      expect(await mistakes(`${block.replace('V_', 'public:V_')}\nmodules: {}`)).toEqual([]);
    },
  );

  test('is the same after a reload, unless a file has changed that it refers to', async () => {
    const secret = join(directory.path, 'rotated');
    writeFileSync(secret, 'first-password');
    const opened = await open(
      `modules: { a: { prober: http, http: { body: "\${file:${secret}}" } }, b: { prober: tcp } }`,
    );
    if (!opened.ok) throw new Error(opened.issues.map(formatIssue).join('\n'));
    const { activeConfig } = opened;
    const before = activeConfig.current().modules;
    expect(await activeConfig.reload()).toMatchObject({ ok: true, changed: false });
    writeFileSync(secret, 'second-password');
    expect(await activeConfig.reload()).toMatchObject({ ok: true, changed: true });
    const after = activeConfig.current().modules;
    expect(after.get('a')).toMatchObject({ options: { body: 'second-password' } });
    expect(after.get('b')).toBe(before.get('b'));
    expect(renderConfig(activeConfig.current(), 'exact')).toContain('body: <secret>');
  });

  test('keeps its last good version when a file is gone', async () => {
    const secret = join(directory.path, 'going');
    writeFileSync(secret, 'a-password');
    const opened = await open(`modules: { a: { prober: http, http: { body: "\${file:${secret}}" } } }`);
    if (!opened.ok) throw new Error(opened.issues.map(formatIssue).join('\n'));
    writeFileSync(path, `modules: { a: { prober: http, http: { body: "\${file:${secret}.gone}" } } }`);
    const { activeConfig } = opened;
    expect(await activeConfig.reload()).toMatchObject({ ok: false });
    expect(activeConfig.current().modules.get('a')).toMatchObject({ options: { body: 'a-password' } });
  });
});
