/** What the soak probes: kinds of targets that behave, and of such that do not, with what has to come of each. */

/** How a server of the target process behaves. */
export const behaviours = [
  'http ok',
  'http unavailable',
  'http garbage',
  'http half a body',
  'http silent',
  'http redirects to itself',
  'http inflates',
  'tls trusted',
  'tls unknown',
  'banner',
  'banner of another',
  'resets',
  'refuses',
  'dns',
] as const;

export type Behaviour = (typeof behaviours)[number];

/** One kind of probe. */
export interface Subject {
  /** Also the name of its module. */
  readonly name: string;
  readonly module: object;
  readonly behaviour: Behaviour;
  /** What the target of a probe is, from the address of a server. */
  readonly target: (address: string) => string;
  /** The reason that it fails for; absent where it has to succeed. */
  readonly fails?: string;
  /** How many in a round of all subjects. */
  readonly share: number;
}

const url = (address: string): string => `http://${address}/`;
const secureUrl = (address: string): string => `https://${address}/`;
const itself = (address: string): string => address;

const http = (options: object = {}, timeout = '20s') => ({
  prober: 'http',
  timeout,
  http: { preferred_ip_protocol: 'ip4', ...options },
});
const tcp = (options: object = {}) => ({
  prober: 'tcp',
  timeout: '20s',
  tcp: { preferred_ip_protocol: 'ip4', ...options },
});
const dns = (queryName: string, transport: string) => ({
  prober: 'dns',
  timeout: '20s',
  dns: {
    preferred_ip_protocol: 'ip4',
    query_name: queryName,
    query_type: 'A',
    transport_protocol: transport,
  },
});

/** The subjects; `caFile` vouches for the server that is to be trusted. A third of the shares has to fail. */
export function subjectsWith(caFile: string): readonly Subject[] {
  // The certificate is for one of the addresses alone.
  const trusting = { tls_config: { ca_file: caFile, server_name: '127.0.0.1' } };
  return [
    {
      name: 'http_ok',
      module: http({ fail_if_body_not_matches_regexp: ['^o'] }),
      behaviour: 'http ok',
      target: url,
      share: 8,
    },
    {
      name: 'http_gzip',
      module: http({ compression: 'gzip' }),
      behaviour: 'http inflates',
      target: url,
      share: 1,
    },
    { name: 'https_ok', module: http(trusting), behaviour: 'tls trusted', target: secureUrl, share: 2 },
    { name: 'tcp_ok', module: tcp(), behaviour: 'banner', target: itself, share: 3 },
    {
      name: 'tcp_banner',
      module: tcp({ query_response: [{ expect: '^220 (.*)$' }, { send: 'QUIT' }] }),
      behaviour: 'banner',
      target: itself,
      share: 2,
    },
    { name: 'dns_udp', module: dns('found.test', 'udp'), behaviour: 'dns', target: itself, share: 3 },
    { name: 'dns_tcp', module: dns('found.test', 'tcp'), behaviour: 'dns', target: itself, share: 1 },
    {
      name: 'http_unavailable',
      module: http(),
      behaviour: 'http unavailable',
      target: url,
      fails: 'assert.status',
      share: 2.8,
    },
    {
      name: 'http_garbage',
      module: http(),
      behaviour: 'http garbage',
      target: url,
      fails: 'http.protocol.error',
      share: 1,
    },
    {
      name: 'http_half',
      module: http(),
      behaviour: 'http half a body',
      target: url,
      fails: 'http.response.incomplete',
      share: 1,
    },
    {
      name: 'http_silent',
      module: http({}, '2s'),
      behaviour: 'http silent',
      target: url,
      fails: 'http.response.timed_out',
      share: 0.2,
    },
    {
      name: 'http_loop',
      module: http(),
      behaviour: 'http redirects to itself',
      target: url,
      fails: 'http.response.redirect_loop',
      share: 0.2,
    },
    {
      name: 'https_unknown',
      module: http(),
      behaviour: 'tls unknown',
      target: secureUrl,
      fails: 'tls.cert.authority_invalid',
      share: 1,
    },
    {
      name: 'tcp_reset',
      module: tcp({ query_response: [{ expect: '^220' }] }),
      behaviour: 'resets',
      target: itself,
      fails: 'tcp.reset',
      share: 1,
    },
    {
      name: 'tcp_refused',
      module: tcp(),
      behaviour: 'refuses',
      target: itself,
      fails: 'tcp.refused',
      share: 1,
    },
    {
      name: 'tcp_other',
      module: tcp({ query_response: [{ expect: '^220' }] }),
      behaviour: 'banner of another',
      target: itself,
      fails: 'assert.expect',
      share: 0.8,
    },
    {
      name: 'dns_missing',
      module: dns('missing.test', 'udp'),
      behaviour: 'dns',
      target: itself,
      fails: 'assert.rcode',
      share: 1,
    },
  ];
}

/** One round of all subjects in a fixed order that mixes them: the index of each, `tenths` as often as its share says. */
export function roundOf(subjects: readonly Pick<Subject, 'share'>[]): readonly number[] {
  const due = subjects.flatMap(({ share }, index) => {
    const times = Math.round(share * 10);
    // Each at even distances within the round.
    return Array.from({ length: times }, (_, time) => ({ index, at: (time + 0.5) / times }));
  });
  return due.sort((left, right) => left.at - right.at).map(({ index }) => index);
}
