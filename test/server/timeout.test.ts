import { expect, test } from 'vitest';
import { resolveTimeoutMs } from '../../src/server/timeout.ts';

test.each([
  { name: 'the scrape time-out less the offset', module: 0, scrape: 15, offset: 0.5, ms: 14_500 },
  { name: 'all of the scrape time-out without an offset', module: 0, scrape: 15, offset: 0, ms: 15_000 },
  { name: 'the scrape time-out when the module has more', module: 20, scrape: 15, offset: 0.5, ms: 14_500 },
  { name: 'the same without an offset', module: 20, scrape: 15, offset: 0, ms: 15_000 },
  { name: "the module's when it is shorter", module: 5, scrape: 15, offset: 0, ms: 5000 },
  { name: 'the same with an offset', module: 5, scrape: 15, offset: 0.5, ms: 5000 },
  { name: "the module's when the scraper says nothing", module: 10, scrape: 0, offset: 0.5, ms: 10_000 },
  {
    name: 'the scrape time-out when only the offset makes it shorter',
    module: 10,
    scrape: 10,
    offset: 0.5,
    ms: 9500,
  },
  { name: "the module's below the default", module: 9.5, scrape: 0, offset: 1, ms: 9500 },
  { name: 'the default less the offset', module: 0, scrape: 0, offset: 0.5, ms: 119_500 },
  { name: 'the default', module: 0, scrape: 0, offset: 0, ms: 120_000 },
  { name: 'nothing when the offset takes it all', module: 1, scrape: 0.5, offset: 0.5, ms: 0 },
  { name: "the module's when the offset takes more than all", module: 1, scrape: 0.3, offset: 0.5, ms: 1000 },
  { name: "the module's when the scrape time-out is negative", module: 1, scrape: -5, offset: 0.5, ms: 1000 },
  { name: 'nothing when there is no other', module: 0, scrape: 0.3, offset: 0.5, ms: 0 },
  { name: 'nothing when the scrape time-out is negative too', module: 0, scrape: -5, offset: 0.5, ms: 0 },
  { name: 'the default when the module has a negative one', module: -5, scrape: 0, offset: 0.5, ms: 119_500 },
  { name: 'a negative time when only that is left', module: -5, scrape: 0.3, offset: 0.5, ms: -5000 },
  { name: 'nothing when the scrape time-out is NaN', module: 5, scrape: Number.NaN, offset: 0.5, ms: 0 },
  {
    name: "the module's when the scrape time-out is endless",
    module: 5,
    scrape: Infinity,
    offset: 0.5,
    ms: 5000,
  },
  { name: 'nothing when only an endless one is left', module: 0, scrape: Infinity, offset: 0.5, ms: 0 },
  { name: 'nothing for more than nanoseconds can count', module: 0, scrape: 1e300, offset: 0.5, ms: 0 },
  { name: 'no artefact of binary fractions', module: 0, scrape: 0.07, offset: 0, ms: 70 },
])('gives $name', ({ module, scrape, offset, ms }) => {
  expect(
    resolveTimeoutMs({ moduleTimeoutMs: module * 1000, scrapeTimeoutSeconds: scrape, offsetSeconds: offset }),
  ).toBe(ms);
});
