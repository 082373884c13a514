import { expect, test } from 'vitest';
import { nearestName } from '../../../../probes/shared/schema/nearest-name.ts';

const names = ['method', 'headers', 'body', 'body_file', 'fail_if_ssl', 'fail_if_not_ssl'];

test.each([
  ['a letter too few', 'metod', 'method'],
  ['a letter too much', 'headerss', 'headers'],
  ['a wrong letter', 'hesders', 'headers'],
  ['two letters swapped', 'ehaders', 'headers'],
  ['capitals', 'BODY', 'body'],
  ['the nearer of two', 'fail_if_no_ssl', 'fail_if_not_ssl'],
  ['a short word', 'bdy', 'body'],
  ['something else', 'timeout', undefined],
  ['something else that is short', 'xyz', undefined],
  ['nothing', '', undefined],
  ['a very long text', 'x'.repeat(100_000), undefined],
])('knows %s', (_, written, meant) => {
  expect(nearestName(written, names)).toBe(meant);
});
