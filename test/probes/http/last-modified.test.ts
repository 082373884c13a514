import { expect, test } from 'vitest';
import { parseHttpDate } from '../../../probes/http/last-modified.ts';

test.each([
  ['IMF-fixdate', 'Tue, 14 Nov 2023 22:13:20 GMT', 1_700_000_000],
  ['a date before 1970', 'Thu, 14 Jan 1960 22:13:20 GMT', -314_416_000],
  ['RFC 850', 'Tuesday, 14-Nov-23 22:13:20 GMT', 1_700_000_000],
  ['RFC 850 of the last century', 'Sunday, 06-Nov-94 08:49:37 GMT', 784_111_777],
  ['asctime', 'Tue Nov 14 22:13:20 2023', 1_700_000_000],
  ['asctime with one digit', 'Sun Nov  6 08:49:37 1994', 784_111_777],
  ['a leap day', 'Thu, 29 Feb 2024 00:00:00 GMT', 1_709_164_800],
])('reads %s', (_name, text, seconds) => {
  expect(parseHttpDate(text)).toBe(seconds);
});

test.each([
  ['ISO 8601', '2023-11-14T22:13:20Z'],
  ['another zone', 'Tue, 14 Nov 2023 22:13:20 PST'],
  ['a day that does not exist', 'Thu, 30 Feb 2024 00:00:00 GMT'],
  ['an hour that does not exist', 'Tue, 14 Nov 2023 24:13:20 GMT'],
  ['nothing', ''],
])('does not read %s', (_name, text) => {
  expect(parseHttpDate(text)).toBeUndefined();
});
