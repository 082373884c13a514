/**
 * A configuration and what is said of it: `loads`, or a part of a complaint; after `warns: ` of a warning. Verdicts on
 * YAML, scalars and the block `http` stand in test/config/verdict-table.ts.
 */
export type ConfigRow = readonly [name: string, yaml: string, says: string];

const block = (prober: string, keys: string): string =>
  `modules: {m: {prober: ${prober}, ${prober}: {${keys}}}}\n`;
const http = (keys: string): string => block('http', keys);
const dns = (keys: string): string => block('dns', `query_name: a, ${keys}`);
const icmp = (keys: string): string => block('icmp', keys);
const grpc = (keys: string): string => block('grpc', keys);
const websocket = (keys: string): string => block('websocket', keys);
const unix = (keys: string): string => block('unix', keys);
const oauth2 = (keys: string): string => http(`oauth2: {client_id: a, token_url: "http://b/", ${keys}}`);
const jwt = 'grant_type: "urn:ietf:params:oauth:grant-type:jwt-bearer"';

// biome-ignore format: a table of one line a row
export const configRows: readonly ConfigRow[] = [
  ['a prober that does not exist', 'modules: {m: {prober: invalid}}\n', 'warns: config.yml:1:15: modules.m.prober: unknown prober "invalid": every probe of this module is refused'],
  ['two mistakes in two modules, the second', 'modules:\n  a: {prober: http, nope: 1}\n  b: {prober: dns, dns: {}}\n', 'config.yml:3:20: modules.b.dns.query_name: is missing'],
  ['two mistakes in two modules, the first', 'modules:\n  a: {prober: http, nope: 1}\n  b: {prober: dns, dns: {}}\n', 'config.yml:2:21: modules.a.nope: unknown key'],
  ['a bearer token twice and beside basic_auth', http('bearer_token: a, bearer_token_file: b, basic_auth: {}'), 'bearer_token_file: only one of basic_auth, bearer_token, bearer_token_file may be set'],

  ['HTTP/3', http('enable_http3: true'), 'enable_http3: HTTP/3 is not supported'],
  ['HTTP/3 instead of HTTP/2', http('enable_http3: true, enable_http2: false'), 'enable_http3: HTTP/3 is not supported'],
  ['HTTP/3 with versions', http('enable_http3: true, enable_http2: false, valid_http_versions: [HTTP/3.0]'), 'enable_http3: HTTP/3 is not supported'],
  ['no HTTP/3', http('enable_http3: false'), 'loads'],
  ['a version of HTTP that is called otherwise', http('valid_http_versions: [HTTP/3]'), 'warns: valid_http_versions: fails every probe: "HTTP/3"'],
  ['a header that spells itself oddly', http('compression: gzip, headers: {accEpt-enCoding: deflate}'), 'headers: accEpt-enCoding: deflate does not allow the compression gzip'],
  ['blanks between codings', http('compression: br, headers: {Accept-Encoding: " gzip , br;q=0.5 "}'), 'loads'],
  ['the older key for redirects', http('no_follow_redirects: true'), 'warns: modules.m.http.no_follow_redirects: is deprecated'],

  ['an expression', http("fail_if_body_json_matches_cel: body.foo == 'bar'"), 'loads'],
  ['an expression of no boolean', http('fail_if_body_json_not_matches_cel: 1 + 1'), 'loads'],
  ['no expression', http('fail_if_body_json_matches_cel: ~'), 'loads'],
  ['an expression about something else', http('fail_if_body_json_matches_cel: foo.bar'), 'fail_if_body_json_matches_cel'],
  ['an empty expression', http('fail_if_body_json_matches_cel: ""'), 'fail_if_body_json_matches_cel'],
  ['half an expression', http('fail_if_body_json_not_matches_cel: body.'), 'fail_if_body_json_not_matches_cel'],

  ['a proxy and the words beside it', http('proxy_url: "http://a:1", no_proxy: b, proxy_connect_header: {X-A: [b]}'), 'loads'],
  ['two ways to a proxy', http('proxy_url: "http://a:1", proxy_from_environment: true'), 'proxy_from_environment'],
  ['exceptions from no proxy', http('no_proxy: b'), 'no_proxy'],
  ['headers for no proxy', http('proxy_connect_header: {X-A: [b]}'), 'proxy_connect_header'],
  ['a header for a proxy as a text', http('proxy_url: "http://a:1", proxy_connect_header: {X-A: b}'), 'proxy_connect_header'],
  ['a proxy that is no URL', http('proxy_url: "http://[::1"'), 'proxy_url'],
  ['a leap over a lookup without a proxy', http('skip_resolve_phase_with_proxy: true'), 'warns: skip_resolve_phase_with_proxy: has no effect'],

  ['OAuth 2.0', oauth2('client_secret: s, scopes: [x], endpoint_params: {a: b}, tls_config: {}'), 'loads'],
  ['OAuth 2.0 of another type', oauth2('grant_type: other, signature_algorithm: none'), 'warns: grant_type: counts as client_credentials'],
  ['OAuth 2.0 by a signed claim', oauth2(`${jwt}, client_certificate_key: k, signature_algorithm: RS512, claims: {a: b}`), 'loads'],
  ['OAuth 2.0 by an unknown signature', oauth2(`${jwt}, client_certificate_key: k, signature_algorithm: none`), 'signature_algorithm'],
  ['OAuth 2.0 without a client', http('oauth2: {token_url: "http://b/"}'), 'client_id'],
  ['OAuth 2.0 without a URL', http('oauth2: {client_id: a}'), 'token_url'],
  ['OAuth 2.0 with two secrets', oauth2('client_secret: s, client_secret_file: t'), 'client_secret_file'],
  ['OAuth 2.0 beside basic_auth', http('oauth2: {client_id: a, token_url: "http://b/"}, basic_auth: {}'), 'oauth2: only one of basic_auth, oauth2 may be set'],
  ['OAuth 2.0 beside authorization', http('oauth2: {client_id: a, token_url: "http://b/"}, authorization: {}'), 'only one of authorization, oauth2 may be set'],
  ['OAuth 2.0 beside a bearer token', http('oauth2: {client_id: a, token_url: "http://b/"}, bearer_token: t'), 'only one of'],

  ['a DNS block without a name', block('dns', 'query_type: A'), 'config.yml:1:28: modules.m.dns.query_name: is missing'],
  ['a DNS module without a block', 'modules: {m: {prober: dns}}\n', 'loads'],
  ['a DNS class that does not exist', dns('query_class: X'), 'query_class: must be one of'],
  ['a DNS class', dns('query_class: NONE'), 'loads'],
  ['a DNS type that does not exist', dns('query_type: X'), 'query_type: must be a record type'],
  ['a DNS type by its number', dns('query_type: TYPE257'), 'query_type: must be a record type'],
  ['a DNS type with a dash', dns('query_type: NSAP-PTR'), 'loads'],
  ['an empty DNS type and class', dns('query_type: "", query_class: ""'), 'loads'],
  ['an unknown key of DNS', dns('querytype: A'), 'config.yml:1:49: modules.m.dns.querytype: unknown key, did you mean "query_type"?'],
  ['a DNS transport that does not exist', dns('transport_protocol: pigeon'), 'warns: transport_protocol: fails every probe'],
  ['a DNS code that does not exist', dns('valid_rcodes: [noerror]'), 'warns: valid_rcodes: fails every probe'],
  ['a DNS rule that does not compile', dns('validate_answer_rrs: {fail_if_matches_regexp: [":["]}'), 'warns: fails every probe that uses it: cannot compile ":["'],

  ['a hop limit of all', icmp('ttl: 255'), 'loads'],
  ['a hop limit of the system', icmp('ttl: 0'), 'loads'],
  ['a hop limit below all', icmp('ttl: -1'), 'ttl'],
  ['a hop limit above all', icmp('ttl: 256'), 'ttl'],
  ['a payload of less than nothing', icmp('payload_size: -1'), 'warns: payload_size: fails every probe'],

  ['metadata', grpc('metadata: {a: [b]}'), 'loads'],
  ['metadata as a text', grpc('metadata: {a: b}'), 'metadata.a: must be a list'],

  ['credentials and TLS of a WebSocket', websocket('http_config: {tls_config: {insecure_skip_verify: true}, basic_auth: {username: u}}'), 'loads'],
  ['headers of a WebSocket as texts', websocket('headers: {Origin: a, User-Agent: b}'), 'loads'],
  ['headers of a WebSocket as blocks', websocket('headers: {Origin: {values: [a], secrets: [b], files: [c]}}'), 'loads'],
  ['an unknown key of a WebSocket', websocket('tls_config: {}'), 'tls_config: unknown key'],
  ['a dialogue of a WebSocket that does not compile', websocket('query_response: [{expect: ":["}]'), 'query_response[0].expect: cannot compile the regular expression ":["'],

  ['a dialogue over a Unix domain socket that does not compile', unix('query_response: [{expect: ":["}]'), 'query_response[0].expect: cannot compile the regular expression ":["'],
  ['an address family for a Unix domain socket', unix('preferred_ip_protocol: ip4'), 'preferred_ip_protocol: unknown key'],
  ['a source address for a Unix domain socket', unix('source_ip_address: 127.0.0.1'), 'source_ip_address: unknown key'],
  ['a label whose name is none', block('tcp', 'query_response: [{expect: a, labels: [{name: "a b", value: c}]}]'), 'loads'],
];
