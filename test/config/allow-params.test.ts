/** `allow_params`: what may be written, and which values fit. */
import { describe, expect, test } from 'vitest';
import { probers } from '../../probes/registry.ts';
import { formatIssue } from '../../src/config/issue.ts';
import { parseConfig } from '../../src/config/load.ts';
import type { Module } from '../../src/config/module.ts';
import { renderConfig, renderModule } from '../../src/config/render.ts';
import { moduleFor, objectionTo, requestedTarget } from '../../src/config/requested-module.ts';

function load(module: string) {
  return parseConfig({ text: `modules:\n  m: ${module}\n`, fileName: 'c.yml' }, probers);
}

function moduleWith(module: string): Module {
  const loaded = load(module);
  const found = loaded.ok ? loaded.config.modules.get('m') : undefined;
  if (found === undefined) throw new Error('the module of this test does not load');
  return found;
}

/** Answers `'fine'`, or what is said to whoever asked. */
function answer(module: string, parameters: Readonly<Record<string, string>>): string {
  const query = new Map([['target', 't'], ['module', 'm'], ...Object.entries(parameters)]);
  const requested = requestedTarget(moduleWith(module), query);
  return requested.ok ? 'fine' : requested.problem;
}

test.each([
  {
    name: 'a parameter that there is not',
    module: '{ prober: http, allow_params: { metod: GET } }',
    says: 'c.yml:2:45: modules.m.allow_params.metod: is no parameter of modules with the prober http; did you mean "method"?',
  },
  {
    name: 'a parameter of another prober',
    module: '{ prober: icmp, allow_params: { query_name: "*" } }',
    says: 'c.yml:2:50: modules.m.allow_params.query_name: is no parameter of modules with the prober icmp; use hostname, preferred_ip_protocol',
  },
  {
    name: 'a parameter without patterns',
    module: '{ prober: http, allow_params: { method: [] } }',
    says: 'c.yml:2:46: modules.m.allow_params.method: has no patterns; give one, or remove the parameter',
  },
  {
    name: 'an empty pattern',
    module: '{ prober: http, allow_params: { method: [GET, ""] } }',
    says: 'c.yml:2:52: modules.m.allow_params.method[1]: must be a pattern such as GET or *.example.com, not an empty text',
  },
  {
    name: 'a mapping for a pattern',
    module: '{ prober: http, allow_params: { method: { a: b } } }',
    says: 'c.yml:2:46: modules.m.allow_params.method: must be a pattern such as GET or *.example.com, not a mapping',
  },
  {
    name: 'a host name that is none',
    module: '{ prober: http, allow_params: { hostname: 192.0.2.1 } }',
    says: 'c.yml:2:48: modules.m.allow_params.hostname: must be a host name such as api.example.com or *.example.com, not "192.0.2.1"',
  },
  {
    name: 'a list for all of it',
    module: '{ prober: http, allow_params: [method] }',
    says: 'c.yml:2:36: modules.m.allow_params: must be a mapping of names to values, not a list',
  },
])('refuses $name', ({ module, says }) => {
  const loaded = load(module);
  expect(loaded.ok ? [] : loaded.issues.map(formatIssue)).toEqual([says]);
});

test('is shown by /config as it was written', () => {
  const loaded = load('{ prober: http, allow_params: { hostname: "*.a.example", method: [GET, HEAD] } }');
  if (!loaded.ok) throw new Error('the configuration of this test does not load');
  expect(renderConfig(loaded.config)).toContain(
    [
      '        allow_params:',
      "            hostname: '*.a.example'",
      '            method:',
      '                - GET',
      '                - HEAD',
      '',
    ].join('\n'),
  );
});

describe('a parameter', () => {
  const web = '{ prober: http, allow_params: { hostname: "*.a.example", method: [GET, "P*T*"] } }';
  const dns =
    '{ prober: dns, dns: { query_name: a.example }, allow_params: { query_name: "*.example", query_type: "*", preferred_ip_protocol: "*" } }';
  test.each<{ name: string; module?: string; parameters: Readonly<Record<string, string>> }>([
    { name: 'none at all', parameters: {} },
    { name: 'a listed text', parameters: { method: 'GET' } },
    { name: 'a text with stars', parameters: { method: 'PATCHT' } },
    { name: 'nothing for a star', parameters: { method: 'PT' } },
    { name: 'a host name', parameters: { hostname: 'x.a.example' } },
    { name: 'a host name in another spelling', parameters: { hostname: 'X.Y.A.Example.' } },
    { name: 'a host name with a port', parameters: { hostname: 'x.a.example:8443' } },
    { name: 'an empty value', parameters: { body: '', hostname: '' } },
    { name: 'debug', parameters: { debug: 'true' } },
    {
      name: 'options of DNS',
      module: dns,
      parameters: { query_name: 'b.example', query_type: 'MX', preferred_ip_protocol: 'ip4' },
    },
    {
      name: 'what nobody knows, of a module that says nothing',
      module: '{ prober: http }',
      parameters: { a: 'b' },
    },
  ])('may be $name', ({ module = web, parameters }) => {
    expect(answer(module, parameters)).toBe('fine');
  });

  test.each<{ name: string; module?: string; parameters: Readonly<Record<string, string>>; says: string }>([
    {
      name: 'in another case',
      parameters: { method: 'get' },
      says: 'Parameter "method" of module "m" may not be "get": its allow_params has GET, P*T*',
    },
    {
      name: 'that begins like an allowed one',
      parameters: { method: 'GETS' },
      says: 'Parameter "method" of module "m" may not be "GETS": its allow_params has GET, P*T*',
    },
    {
      name: 'that fits, but is no method',
      parameters: { method: 'P T' },
      says: 'Parameter "method" of module "m" must be an HTTP method such as GET, not "P T"',
    },
    {
      name: 'of a name around an allowed one',
      parameters: { hostname: 'a.example' },
      says: 'Parameter "hostname" of module "m" may not be "a.example": its allow_params has *.a.example',
    },
    {
      name: 'that ends like an allowed name',
      parameters: { hostname: 'evil.test/.a.example' },
      says: 'Parameter "hostname" of module "m" may not be "evil.test/.a.example": its allow_params has *.a.example',
    },
    {
      name: 'that hides another header',
      parameters: { hostname: 'x.a.example\r\nX-Evil: .a.example' },
      says: 'Parameter "hostname" of module "m" may not be "x.a.example\\r\\nX-Evil: .a.example": its allow_params has *.a.example',
    },
    {
      name: 'that is not listed',
      parameters: { preferred_ip_protocol: 'ip4' },
      says: 'Parameter "preferred_ip_protocol" of module "m" is not listed in its allow_params',
    },
    {
      name: 'that nobody knows',
      parameters: { __proto__x: 'a' },
      says: 'Parameter "__proto__x" of module "m" is not listed in its allow_params',
    },
    {
      name: 'where none may be given',
      module: '{ prober: http, allow_params: {} }',
      parameters: { hostname: 'a.example' },
      says: 'Parameter "hostname" of module "m" is not listed in its allow_params',
    },
    {
      name: 'of a type that does not exist',
      module: dns,
      parameters: { query_type: 'mx' },
      says: 'Parameter "query_type" of module "m" must be a record type such as A, MX or TXT, not "mx"',
    },
    {
      name: 'that is no family',
      module: dns,
      parameters: { preferred_ip_protocol: 'ip5' },
      says: 'Parameter "preferred_ip_protocol" of module "m" must be ip4 or ip6, not "ip5"',
    },
    {
      name: 'where the target is the name',
      module:
        '{ prober: dns, dns: { query_name: "{{target}}", server: 127.0.0.1 }, allow_params: { query_name: "*" } }',
      parameters: { query_name: 'a.example' },
      says: 'Parameter "query_name" of module "m" is made of the target in this module, which names its servers itself, not "a.example"',
    },
  ])('is refused $name', ({ module = web, parameters, says }) => {
    expect(answer(module, parameters)).toBe(says);
  });
});

test('a hostname of a schedule has to be allowed as well', () => {
  const module = moduleWith('{ prober: http, allow_params: { hostname: "*.a.example" } }');
  expect(objectionTo(module, { text: 't', hostname: 'x.a.example' })).toBeUndefined();
  expect(objectionTo(module, { text: 't', hostname: 'b.example' })).toBe(
    'Parameter "hostname" of module "m" may not be "b.example": its allow_params has *.a.example',
  );
});

test('a replaced option is shown in the module of the run', () => {
  const module = moduleWith('{ prober: grpc, grpc: { service: a }, allow_params: { service: "*" } }');
  const target = { text: 't', parameters: { service: 'b' } };
  expect(renderModule(module, undefined)).toContain('  service: a\n');
  expect(renderModule(moduleFor(module, target), undefined)).toContain('  service: b\n');
  expect(moduleFor(module, target).options).toMatchObject({ service: 'b' });
});
