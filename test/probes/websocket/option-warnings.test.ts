import { expect, test } from 'vitest';
import { warningsOf } from '../../helpers/config-warnings.ts';

test.each([
  ['headers that can be sent', '{headers: {Origin: a, X: {values: [b]}, Sec-WebSocket-Protocol: c}}', []],
  [
    'a header of the handshake',
    '{headers: {connection: a}}',
    ['headers.connection: fails every probe: the header belongs to the handshake'],
  ],
  [
    'the name of a header that is no token',
    '{headers: {"X Y": a}}',
    ['headers["X Y"]: fails every probe: the name of the header is no token'],
  ],
  [
    'a header of two lines',
    '{headers: {X: {values: ["a\\nb"]}}}',
    ['headers.X: fails every probe: the value of the header holds a control character'],
  ],
  [
    'credentials in a store',
    '{http_config: {authorization: {credentials_ref: c}}}',
    [
      'http_config.authorization.credentials_ref: fails every probe that needs it: there is no secret store to look it up in',
    ],
  ],
  [
    'a family that is none',
    '{preferred_ip_protocol: ipv6}',
    ['preferred_ip_protocol: counts as ip4: it is neither ip4 nor ip6'],
  ],
])('loads with %s, and a warning for what will not work', (_name, block, warnings) => {
  expect(warningsOf('websocket', block)).toEqual(warnings);
});
