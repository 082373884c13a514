import { expect, test } from 'vitest';
import { z } from 'zod';
import type { ProberDefinition } from '../../../probes/contract.ts';
import { grpcProber } from '../../../probes/grpc/prober.ts';
import { builtinModule } from '../../../src/cli/probe/builtin-module.ts';
import { shownBlock } from '../../../src/config/shown-value.ts';

function proberNamed(name: string): ProberDefinition {
  return {
    name,
    options: z.object({ of: z.string() }).default({ of: name }),
    probe: () => Promise.resolve({ ok: true, phases: {}, observations: {} }),
    metrics: () => [],
    facts: () => [],
  };
}

const probers: ReadonlyMap<string, ProberDefinition> = new Map(
  ['http', 'tcp', 'icmp', 'tls', 'dns', 'unix', 'websocket', 'statuspage'].map((name) => [
    name,
    proberNamed(name),
  ]),
);

test.each([
  { target: 'https://shop.example/health', module: 'http', text: 'https://shop.example/health' },
  { target: 'HTTP://shop.example', module: 'http', text: 'HTTP://shop.example' },
  { target: 'tcp://db.example:5432', module: 'tcp', text: 'db.example:5432' },
  { target: 'TCP://[::1]:5432', module: 'tcp', text: '[::1]:5432' },
  { target: 'icmp://router.example', module: 'icmp', text: 'router.example' },
  { target: 'ICMP://192.0.2.1/', module: 'icmp', text: '192.0.2.1' },
  { target: 'icmp://[fe80::1%eth0]', module: 'icmp', text: 'fe80::1%eth0' },
  { target: 'tls://mail.example:465', module: 'tls', text: 'tls://mail.example:465' },
  { target: 'unix:/run/db.sock', module: 'unix', text: '/run/db.sock' },
  { target: 'unix:///run/db.sock', module: 'unix', text: '/run/db.sock' },
  { target: 'unix:@abstract', module: 'unix', text: '@abstract' },
  { target: 'unix://@abstract', module: 'unix', text: '@abstract' },
  { target: 'unix:./db.sock', module: 'unix', text: './db.sock' },
  { target: 'unix:5432', module: 'tcp', text: 'unix:5432' },
  { target: 'ws://chat.example/room', module: 'websocket', text: 'ws://chat.example/room' },
  { target: 'WSS://chat.example', module: 'websocket', text: 'WSS://chat.example' },
  { target: 'statuspage://status.example', module: 'statuspage', text: 'status.example' },
  { target: 'db.example:5432', module: 'tcp', text: 'db.example:5432' },
  { target: 'mail.example:smtp', module: 'tcp', text: 'mail.example:smtp' },
  { target: '[::1]:5432', module: 'tcp', text: '[::1]:5432' },
  { target: 'shop.example', module: 'http', text: 'shop.example' },
  { target: 'shop.example:8080/health', module: 'http', text: 'shop.example:8080/health' },
  { target: '[::1]', module: 'http', text: '[::1]' },
  { target: 'user:word@shop.example', module: 'http', text: 'user:word@shop.example' },
])('checks $target with $module', ({ target, module, text }) => {
  expect(builtinModule(target, undefined, probers)).toEqual({
    ok: true,
    module: {
      name: module,
      prober: probers.get(module),
      options: { of: module },
      timeoutMs: 10_000,
      shown: shownBlock([]),
    },
    target: { text },
  });
});

test.each([
  { target: 'grpc://api.example:50051', name: undefined, text: 'api.example:50051', tls: false },
  { target: 'GRPCS://api.example', name: undefined, text: 'api.example', tls: true },
  { target: 'api.example:50051', name: 'grpc', text: 'api.example:50051', tls: false },
])('asks $target for its health over any address family, with TLS: $tls', ({ target, name, text, tls }) => {
  expect(builtinModule(target, name, new Map([['grpc', grpcProber]]))).toMatchObject({
    ok: true,
    module: { name: 'grpc', options: { tls, ipProtocolFallback: true, service: '' } },
    target: { text },
  });
});

test.each([
  { target: 'shop.example', name: 'tcp', text: 'shop.example' },
  { target: 'tcp://shop.example:1', name: 'tcp', text: 'shop.example:1' },
  { target: 'shop.example:80', name: 'http', text: 'shop.example:80' },
])('prefers the module $name that was named for $target', ({ target, name, text }) => {
  expect(builtinModule(target, name, probers)).toMatchObject({
    ok: true,
    module: { name },
    target: { text },
  });
});

test('lists the schemes it knows when it does not know one', () => {
  expect(builtinModule('gopher://shop.example', undefined, probers)).toEqual({
    ok: false,
    message:
      'no built-in module checks gopher:// targets; known are http://, https://, tcp://, icmp://, tls://, dns://, grpc://, grpcs://, unix://, ws://, wss://, statuspage://',
  });
});

test('lists the modules that need no options when another is named', () => {
  expect(builtinModule('shop.example', 'smtp', probers)).toEqual({
    ok: false,
    message:
      'unknown module "smtp"; the built-in ones are http, tcp, icmp, tls, dns, grpc, unix, websocket, statuspage',
  });
});

test.each(['unix:', 'unix://', 'UNIX:/'])('asks for a socket where there is none: %s', (target) => {
  expect(builtinModule(target, undefined, probers)).toEqual({
    ok: false,
    message: `"${target}" names no socket: write unix:/path`,
  });
});
