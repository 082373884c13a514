import { expect, test } from 'vitest';
import { bindSystemCalls } from '../../../probes/icmp/system-calls.ts';

function missing(): never {
  throw new Error("Cannot find module 'koffi'\nRequire stack: …");
}

test.each([
  {
    name: 'the optional package is not installed',
    platform: 'linux',
    detail:
      "ICMP probes need the optional package koffi, which cannot be loaded (Cannot find module 'koffi'); " +
      'install it with "npm install koffi", or this program without --omit=optional',
  },
  {
    name: 'the system is not Linux',
    platform: 'darwin',
    detail: 'ICMP probes need Linux; this host runs darwin',
  },
])('says what is missing when $name', ({ platform, detail }) => {
  expect(bindSystemCalls(platform, missing)).toEqual({
    ok: false,
    failure: { phase: 'connect', reason: 'local.unavailable', blame: 'local', detail },
  });
});
