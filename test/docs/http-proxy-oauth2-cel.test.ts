/** docs/http-proxy-oauth2-cel.md has the keys that load. */
import { expect, test } from 'vitest';
import { oauth2 } from '../../probes/http/oauth2/options.ts';
import { proxyKeys } from '../../probes/http/proxy/options.ts';
import { structureOf } from '../../src/config/schema-structure.ts';
import { namesIn, tablesUnder } from './markdown.ts';

const page = 'docs/http-proxy-oauth2-cel.md';
const documented = (heading: string) => namesIn(tablesUnder(page, heading)[0]).toSorted();

test('has every key of proxies', () => {
  expect(documented('Proxies')).toEqual([...Object.keys(proxyKeys), 'skip_resolve_phase_with_proxy'].sort());
});

test('has every key of oauth2', () => {
  const structure = structureOf(oauth2);
  expect(documented('OAuth 2.0')).toEqual(
    structure?.kind === 'block' ? Object.keys(structure.shape).sort() : [],
  );
});
