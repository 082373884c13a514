import { expect, test } from 'vitest';
import { summaryUrl } from '../../../probes/statuspage/summary-url.ts';

test.each([
  ['a name', 'status.vendor.test', 'https://status.vendor.test/api/v2/summary.json'],
  ['a name and a port', 'status.vendor.test:8443', 'https://status.vendor.test:8443/api/v2/summary.json'],
  ['a URL', 'https://status.vendor.test', 'https://status.vendor.test/api/v2/summary.json'],
  ['a URL with a slash', 'https://status.vendor.test/', 'https://status.vendor.test/api/v2/summary.json'],
  ['plain HTTP', 'HTTP://status.vendor.test', 'HTTP://status.vendor.test/api/v2/summary.json'],
  ['a path', 'https://vendor.test/status/', 'https://vendor.test/status/api/v2/summary.json'],
  ['a query', 'https://vendor.test?x=/y', 'https://vendor.test/api/v2/summary.json?x=/y'],
  ['a document', 'https://vendor.test/api/v2/status.json', 'https://vendor.test/api/v2/status.json'],
  ['a document and a query', 'https://vendor.test/s.JSON?v=2', 'https://vendor.test/s.JSON?v=2'],
])('turns %s into the URL of its summary', (_name, target, url) => {
  expect(summaryUrl(target)).toBe(url);
});
