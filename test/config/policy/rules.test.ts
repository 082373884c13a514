/** What rules fit, and which of them counts first. */
import { describe, expect, test } from 'vitest';
import type { Destination } from '../../../probes/contract.ts';
import { probers } from '../../../probes/registry.ts';
import { parseIpLiteral } from '../../../probes/shared/ip-literal.ts';
import { formatIssue } from '../../../src/config/issue.ts';
import { parseConfig } from '../../../src/config/load.ts';
import { policyOf } from '../../helpers/target-policy.ts';

const web = { scheme: 'https', host: 'api.corp.example', port: 443 };

interface Question {
  readonly policy: string;
  readonly to?: Partial<Destination>;
  /** In the place of `to` and all that is usual. */
  readonly whole?: Destination;
  /** Default: not looked up yet. */
  readonly address?: string;
}

function refusal({ policy, to, whole, address }: Question): string | undefined {
  const destination = whole ?? { ...web, ...to };
  const compiled = policyOf(policy);
  const parsed = address === undefined ? undefined : parseIpLiteral(address);
  return parsed === undefined
    ? compiled.refuseHost(destination)
    : compiled.refuseAddress(destination, parsed);
}

describe('a rule fits', () => {
  const under = (rule: string): string => `deny: [{ ${rule} }]`;
  test.each<Omit<Question, 'policy'> & { readonly rule: string }>([
    { rule: 'hosts: [api.corp.example]' },
    { rule: 'hosts: [API.Corp.Example.]' },
    { rule: 'hosts: [api.corp.example]', to: { host: 'API.CORP.EXAMPLE.' } },
    { rule: 'hosts: ["*.example"]' },
    { rule: 'hosts: ["*.corp.example"]' },
    { rule: 'hosts: ["a*.corp.example"]' },
    { rule: 'hosts: ["*.c*p.example"]' },
    { rule: 'hosts: ["*"]' },
    { rule: 'hosts: [bücher.example]', to: { host: 'xn--bcher-kva.example' } },
    { rule: 'hosts: [xn--bcher-kva.example]', to: { host: 'BÜCHER.example' } },
    { rule: 'ports: [443]' },
    { rule: 'ports: [1-442, 443-500]' },
    { rule: 'schemes: [http, https]' },
    { rule: 'use: [target]' },
    { rule: 'use: [proxy]', to: { use: 'proxy' } },
    { rule: 'hosts: ["*.example"], ports: [443], schemes: [https], use: [target]' },
    { rule: 'addresses: [10.0.0.0/8]', address: '10.1.2.3' },
    { rule: 'addresses: [10.1.2.3]', address: '10.1.2.3' },
    { rule: 'addresses: [10.1.2.0/23]', address: '10.1.3.255' },
    { rule: 'addresses: [0.0.0.0/0]', address: '8.8.8.8' },
    { rule: 'addresses: ["fd00::/8"]', address: 'fd12::1' },
    { rule: 'addresses: ["::/0"]', address: '2001:db8::1' },
    { rule: 'addresses: ["fe80::/10"]', address: 'fe80::1%eth0' },
    { rule: 'addresses: ["::ffff:10.0.0.0/104"]', address: '10.9.9.9' },
    { rule: 'addresses: [10.0.0.0/8]', address: '64:ff9b::10.0.0.1' },
    { rule: 'addresses: [10.0.0.0/8]', address: '2002:a00:1::' },
    { rule: 'addresses: [loopback]', address: '::1' },
    { rule: 'addresses: [public]', address: '8.8.8.8' },
    { rule: 'addresses: [unique-local]', address: 'fd00::1' },
    { rule: 'addresses: [10.0.0.0/8]', to: { host: '10.0.0.1' } },
    { rule: 'addresses: [10.0.0.0/8]', to: { host: '012.0.0.1' } },
    { rule: 'paths: [/run/app.sock]', to: { scheme: 'unix', host: '/run/app.sock' } },
    { rule: 'paths: [/run/*.sock]', to: { scheme: 'unix', host: '/run/app.sock' } },
    { rule: 'paths: ["@*"]', to: { scheme: 'unix', host: '@app' } },
    { rule: 'schemes: [unix]', to: { scheme: 'unix', host: '/run/app.sock' } },
  ])('$rule: $to $address', ({ rule, to = {}, ...rest }) => {
    expect(refusal({ policy: under(rule), to, ...rest })).toContain('target_policy.deny[0]');
  });

  test.each<Omit<Question, 'policy'> & { readonly rule: string }>([
    { rule: 'hosts: [corp.example]' },
    { rule: 'hosts: ["*.api.corp.example"]' },
    { rule: 'hosts: ["*pi.example"]' },
    { rule: 'hosts: ["*.corp.example"]', to: { host: 'corp.example' } },
    { rule: 'hosts: ["*.corp.example"]', to: { host: 'corp.example.evil.test' } },
    { rule: 'hosts: ["*.corp.example"]', to: { host: 'evilcorp.example' } },
    { rule: 'hosts: ["*"]', to: { host: '127.0.0.1' } },
    { rule: 'hosts: ["*"]', to: { host: '0x7f.1' } },
    { rule: 'ports: [80, 444-500]' },
    { rule: 'ports: [1-65535]', whole: { scheme: 'icmp', host: 'api.corp.example' } },
    { rule: 'schemes: [http]' },
    { rule: 'use: [proxy, redirect]' },
    { rule: 'hosts: ["*.example"], ports: [80]' },
    { rule: 'addresses: [10.0.0.0/8]' },
    { rule: 'addresses: [10.0.0.0/8]', address: '11.0.0.1' },
    { rule: 'addresses: ["::/0"]', address: '10.0.0.1' },
    { rule: 'addresses: [0.0.0.0/0]', address: '2001:db8::1' },
    { rule: 'addresses: [private]', address: '127.0.0.1' },
    { rule: 'paths: [/run/*]', to: { scheme: 'unix', host: '/run/a/b.sock' } },
    { rule: 'ports: [443]', to: { scheme: 'unix', host: '/run/app.sock' } },
    { rule: 'paths: [/run/app.sock]' },
  ])('not $rule: $to $address', ({ rule, to = {}, ...rest }) => {
    expect(refusal({ policy: under(rule), to, ...rest })).toBeUndefined();
  });
});

describe('what counts', () => {
  const corp = 'allow: [{ hosts: ["*.corp.example"], addresses: [10.20.0.0/16] }]';
  test.each<Question & { readonly name: string; readonly says: string | undefined }>([
    {
      name: 'a list of what is allowed denies the rest',
      policy: 'allow: [{ hosts: [other.example] }]',
      says: 'api.corp.example fits no rule under allow',
    },
    { name: 'a list of what is denied allows the rest', policy: 'deny: [{ ports: [22] }]', says: undefined },
    {
      name: 'deny before allow',
      policy: 'allow: [{ hosts: ["*"] }], deny: [{ ports: [443] }]',
      says: 'api.corp.example fits target_policy.deny[0]',
    },
    {
      name: 'allow before the preset',
      policy: `preset: public-only, ${corp}`,
      address: '10.20.3.4',
      says: undefined,
    },
    {
      name: 'the preset for what no rule fits',
      policy: `preset: public-only, ${corp}`,
      address: '10.30.3.4',
      says: 'api.corp.example (10.30.3.4) is no public address but private',
    },
    { name: 'a name that may turn out well', policy: `preset: deny-all, ${corp}`, says: undefined },
    {
      name: 'a name that has the wrong address',
      policy: `preset: deny-all, ${corp}`,
      address: '10.30.3.4',
      says: 'api.corp.example (10.30.3.4) fits no rule under allow',
    },
    {
      name: 'an address in the place of the name',
      policy: `preset: deny-all, ${corp}`,
      to: { host: '10.20.3.4' },
      says: '10.20.3.4 fits no rule under allow',
    },
    {
      name: 'a range under allow is what is dialled, and no more',
      policy: 'allow: [{ addresses: [10.0.0.0/8] }]',
      to: { host: '64:ff9b::a00:1' },
      says: '64:ff9b::a00:1 fits no rule under allow',
    },
    {
      name: 'a range around metadata is not enough',
      policy: 'allow: [{ addresses: [169.254.0.0/16] }]',
      to: { host: '169.254.169.254' },
      says: '169.254.169.254 is a metadata service of clouds, which gives away credentials: a rule under allow has to name it',
    },
    {
      name: 'a pattern around metadata is not enough',
      policy: 'allow: [{ hosts: ["*"] }]',
      to: { host: 'metadata.google.internal' },
      says: 'metadata.google.internal is a metadata service of clouds, which gives away credentials: a rule under allow has to name it',
    },
    {
      name: 'a trusted name that leads to metadata',
      policy: 'allow: [{ hosts: ["*"] }]',
      address: '169.254.169.254',
      says: 'api.corp.example (169.254.169.254) is a metadata service of clouds, which gives away credentials: a rule under allow has to name it',
    },
    {
      name: 'another address beside a range',
      policy: 'allow: [{ addresses: [169.254.0.0/16, 10.0.0.1] }]',
      to: { host: '169.254.169.254' },
      says: '169.254.169.254 is a metadata service of clouds, which gives away credentials: a rule under allow has to name it',
    },
    {
      name: 'metadata by its address',
      policy: 'allow: [{ addresses: [169.254.169.254] }]',
      to: { host: '169.254.169.254' },
      says: undefined,
    },
    {
      name: 'metadata by its address with another port',
      policy: 'allow: [{ addresses: [169.254.169.254], ports: [80] }]',
      to: { host: '169.254.169.254' },
      says: '169.254.169.254 is a metadata service of clouds, which gives away credentials: a rule under allow has to name it',
    },
    {
      name: 'metadata by its kind',
      policy: 'preset: public-only, allow: [{ addresses: [metadata] }]',
      to: { host: 'fd00:ec2::254' },
      says: undefined,
    },
    {
      name: 'metadata by its name',
      policy: 'preset: public-only, allow: [{ hosts: [metadata.google.internal] }]',
      to: { host: 'metadata.google.internal' },
      address: '169.254.169.254',
      says: undefined,
    },
    {
      name: 'a socket, which is no public address',
      policy: 'preset: public-only',
      to: { scheme: 'unix', host: '/run/docker.sock' },
      says: 'a Unix domain socket is no public address',
    },
    {
      name: 'a socket by a way around',
      policy: 'preset: deny-all, allow: [{ paths: [/run/app/*] }]',
      to: { scheme: 'unix', host: '/run/app/..' },
      says: 'the path has a . or a .. or two slashes in it, which could lead around the rules',
    },
    {
      name: 'everything but what is denied, in an odd spelling',
      policy: 'deny: [{ addresses: [loopback] }]',
      to: { host: '0177.1' },
      says: '127.0.0.1 fits target_policy.deny[0]',
    },
  ])('is $name', ({ says, ...question }) => {
    expect(refusal(question)).toBe(says);
  });
});

describe('the address of a name makes a difference', () => {
  test.each([
    ['preset: allow-all', false],
    ['preset: public-only', true],
    ['preset: deny-all', false],
    ['deny: [{ addresses: [loopback] }]', true],
    ['deny: [{ addresses: [loopback], ports: [80] }]', false],
    ['preset: public-only, allow: [{ hosts: ["*.corp.example"] }]', false],
    ['preset: public-only, allow: [{ hosts: ["*.corp.example"], addresses: [private] }]', true],
    ['allow: [{ addresses: [private] }]', true],
  ])('with %s: %s', (policy, expected) => {
    expect(policyOf(policy).dependsOnAddress(web)).toBe(expected);
    expect(policyOf(policy).dependsOnAddress({ ...web, host: '10.0.0.1' })).toBe(false);
  });
});

describe('a mistake', () => {
  const remarks = (block: string): readonly string[] => {
    const text = `target_policy:\n${block}\nmodules: { m: { prober: tcp } }\n`;
    const result = parseConfig({ text, fileName: 'c.yml' }, probers);
    return (result.ok ? result.warnings : result.issues).map(formatIssue);
  };
  const kinds =
    'public, loopback, link-local, private, unique-local, shared, multicast, documentation, reserved, metadata';
  test.each([
    [
      '  preset: public',
      'c.yml:2:11: target_policy.preset: must be a preset, not "public"; use one of allow-all, public-only, deny-all',
    ],
    [
      '  preset: publiconly',
      'c.yml:2:11: target_policy.preset: must be a preset, not "publiconly"; did you mean "public-only"?',
    ],
    ['  allows: []', 'c.yml:2:3: target_policy.allows: unknown key, did you mean "allow"?'],
    [
      '  allow: [{}]',
      'c.yml:2:11: target_policy.allow[0]: says of nothing what is meant; give it one of hosts, paths, addresses, ports, schemes, use',
    ],
    [
      '  allow: [{ hosts: [] }]',
      'c.yml:2:20: target_policy.allow[0].hosts: has no values, so that the rule would fit nothing; add one, or remove the key',
    ],
    [
      '  deny: [{ hosts: [10.0.0.1] }]',
      'c.yml:2:20: target_policy.deny[0].hosts[0]: must be a host name, not the address "10.0.0.1"; addresses belong under addresses',
    ],
    [
      '  deny: [{ hosts: [10.0.0.0/8] }]',
      'c.yml:2:20: target_policy.deny[0].hosts[0]: must be a host name, not the address "10.0.0.0/8"; addresses belong under addresses',
    ],
    [
      '  deny: [{ hosts: ["a..b"] }]',
      'c.yml:2:20: target_policy.deny[0].hosts[0]: must be a host name such as api.example.com or *.example.com, not "a..b"',
    ],
    [
      '  deny: [{ hosts: ["https://a.example"] }]',
      'c.yml:2:20: target_policy.deny[0].hosts[0]: must be a host name such as api.example.com or *.example.com, not "https://a.example"',
    ],
    [
      '  deny: [{ addresses: [10.0.0.0/33] }]',
      `c.yml:2:24: target_policy.deny[0].addresses[0]: must be an address or a range such as 192.0.2.0/24 or 2001:db8::/32, or one of ${kinds}, not "10.0.0.0/33"`,
    ],
    [
      '  deny: [{ addresses: [010.0.0.0/8] }]',
      `c.yml:2:24: target_policy.deny[0].addresses[0]: must be an address or a range such as 192.0.2.0/24 or 2001:db8::/32, or one of ${kinds}, not "010.0.0.0/8"`,
    ],
    [
      '  deny: [{ addresses: [shop.example] }]',
      `c.yml:2:24: target_policy.deny[0].addresses[0]: must be an address or a range such as 192.0.2.0/24 or 2001:db8::/32, or one of ${kinds}, not "shop.example"; names belong under hosts`,
    ],
    [
      '  deny: [{ addresses: [loopbak] }]',
      'c.yml:2:24: target_policy.deny[0].addresses[0]: is no kind of addresses: "loopbak"; did you mean "loopback"?',
    ],
    [
      '  deny: [{ ports: [0] }]',
      'c.yml:2:20: target_policy.deny[0].ports[0]: must be a port or a range such as 443 or 8000-8999, not "0"',
    ],
    [
      '  deny: [{ ports: [90-80] }]',
      'c.yml:2:20: target_policy.deny[0].ports[0]: must be a port or a range such as 443 or 8000-8999, not "90-80"',
    ],
    [
      '  deny: [{ schemes: [htpp] }]',
      'c.yml:2:22: target_policy.deny[0].schemes[0]: must be a scheme, not "htpp"; did you mean "http"?',
    ],
    [
      '  deny: [{ use: [targets] }]',
      'c.yml:2:18: target_policy.deny[0].use[0]: must be a use of connections, not "targets"; did you mean "target"?',
    ],
    [
      '  deny: [{ paths: [run] }]',
      'c.yml:2:20: target_policy.deny[0].paths[0]: must be a path that begins with / or, for an abstract socket, @, not "run"',
    ],
    [
      '  deny: [{ paths: [/a], ports: [1] }]',
      'c.yml:2:19: target_policy.deny[0].paths: is about Unix domain sockets, which have no hosts, addresses and ports',
    ],
    ['  deny: { ports: [1] }', 'c.yml:2:9: target_policy.deny: must be a list, not a mapping'],
  ])('is told with its place: %s', (block, says) => {
    expect(remarks(block)).toEqual([says]);
  });
});
