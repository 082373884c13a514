/** Which tables of the documents describe which block. */
import { join } from 'node:path';
import { type DocumentedKey, keyTablesOf } from './key-tables.ts';

/** A table by its heading; several under one heading are told apart by a key that only one has. */
interface TableName {
  readonly at: string;
  readonly has?: string;
}

const configuration = (anchor: string, has?: string): TableName => ({
  at: `configuration.md#${anchor}`,
  ...(has !== undefined && { has }),
});
const prober = (name: string): TableName => ({ at: `probers/${name}.md#keys` });
const addresses = configuration('addresses');
const client = configuration('http-client-keys', 'basic_auth');
const proxies: TableName = { at: 'http-proxy-oauth2-cel.md#proxies' };
const headerRule = [configuration('the-block-http', 'header')];
const headerValues = [configuration('http-client-keys', 'values')];
const recordRules: readonly TableName[] = [{ at: 'probers/dns.md#rules-on-records' }];
const schedule = (anchor: string, has?: string): TableName => ({
  at: `schedules.md#${anchor}`,
  ...(has !== undefined && { has }),
});
const policyRule: readonly TableName[] = [{ at: 'target-policy.md#rules' }];

/** By the end of the block's path, the tables in the order in which they count. */
const tablesOfBlocks: Readonly<Record<string, readonly TableName[]>> = {
  '': [schedule('the-keys-of-the-file')],
  vantage: [schedule('vantage')],
  target_policy: [{ at: 'target-policy.md#the-block-target_policy' }],
  'target_policy.allow': policyRule,
  'target_policy.deny': policyRule,
  'modules.NAME': [configuration('a-module')],
  resolver: [configuration('the-block-resolver')],
  http: [
    proxies,
    configuration('the-block-http', 'method'),
    client,
    addresses,
    configuration('not-there-yet'),
  ],
  'http.fail_if_header_matches': headerRule,
  'http.fail_if_header_not_matches': headerRule,
  http_config: [{ at: 'probers/websocket.md#keys', has: 'oauth2' }],
  basic_auth: [configuration('http-client-keys', 'password')],
  authorization: [configuration('http-client-keys', 'credentials')],
  'http_headers.NAME': headerValues,
  'websocket.headers.NAME': headerValues,
  oauth2: [{ at: 'http-proxy-oauth2-cel.md#oauth-20' }],
  tls_config: [configuration('tls_config')],
  tcp: [configuration('the-block-tcp'), addresses],
  query_response: [configuration('query_response', 'expect')],
  'query_response.labels': [configuration('query_response', 'value')],
  icmp: [prober('icmp')],
  dns: [prober('dns')],
  edns: [{ at: 'probers/dns.md#edns-and-dnssec' }],
  validate_answer_rrs: recordRules,
  validate_authority_rrs: recordRules,
  validate_additional_rrs: recordRules,
  grpc: [prober('grpc')],
  unix: [prober('unix')],
  websocket: [prober('websocket')],
  tls: [prober('tls')],
  statuspage: [prober('statuspage')],
  schedules: [schedule('a-schedule')],
  slo: [schedule('slo', 'availability')],
  'slo.latency': [schedule('slo', 'threshold')],
  static_configs: [schedule('static_configs')],
  file_sd_configs: [schedule('file_sd_configs')],
  http_sd_configs: [schedule('http_sd_configs')],
  dns_sd_configs: [schedule('dns_sd_configs')],
};

/** A key with the page that describes it. */
export type DescribedKey = DocumentedKey & { readonly page: string };

/** What the documents say of the keys of each block, by the end of its path. */
export function documentedBlocks(): Readonly<Record<string, Readonly<Record<string, DescribedKey>>>> {
  return Object.fromEntries(
    Object.entries(tablesOfBlocks).map(([block, names]) => {
      // The first table that has a key counts.
      const keys = names.toReversed().flatMap((name) => [...keysOf(name)]);
      return [block, Object.fromEntries(keys)];
    }),
  );
}

function keysOf({ at, has }: TableName): ReadonlyMap<string, DescribedKey> {
  const [file = '', anchor] = at.split('#');
  const page = join('docs', file);
  const table = keyTablesOf(page).find(
    (each) => each.anchor === anchor && (has === undefined || each.keys.has(has)),
  );
  if (table === undefined) throw new Error(`there is no table of keys at docs/${at}`);
  return new Map([...table.keys].map(([name, key]) => [name, { ...key, page: `${page}#${anchor}` }]));
}
