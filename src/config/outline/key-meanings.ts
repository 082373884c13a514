import type { KeyMeaning } from './key-meaning.ts';

/**
 * What the documents say of each key, by the end of the path of its block. Made from the tables in docs/: change it there,
 * and run: npm run manual
 */
export const keyMeanings: Readonly<Record<string, Readonly<Record<string, KeyMeaning>>>> = {
  '': {
    vantage: {
      type: 'block',
      usual: '',
      meaning: 'where this instance stands',
      page: 'docs/schedules.md#the-keys-of-the-file',
    },
    target_policy: {
      type: 'block',
      usual: '',
      meaning: 'whom probes may speak to: see [the target policy](target-policy.md)',
      page: 'docs/schedules.md#the-keys-of-the-file',
    },
    modules: {
      type: 'names to modules',
      usual: '',
      meaning: 'how to probe: see [configuration](configuration.md#a-module)',
      page: 'docs/schedules.md#the-keys-of-the-file',
    },
    schedules: {
      type: 'list of schedules',
      usual: '',
      meaning: 'what to probe when',
      page: 'docs/schedules.md#the-keys-of-the-file',
    },
  },
  vantage: {
    name: {
      type: 'text',
      usual: 'none',
      meaning: 'the label `vantage` of every scheduled series. Without a name there is no such label',
      page: 'docs/schedules.md#vantage',
    },
    labels: {
      type: 'names to texts',
      usual: 'none',
      meaning: 'further labels of every scheduled series',
      page: 'docs/schedules.md#vantage',
    },
  },
  target_policy: {
    preset: {
      type: 'text',
      usual: '`allow-all`, or `deny-all` where something is listed under `allow`',
      meaning: 'decides on what fits no rule: `allow-all`, `public-only` or `deny-all`',
      page: 'docs/target-policy.md#the-block-target_policy',
    },
    allow: {
      type: 'list of [rules](#rules)',
      usual: '',
      meaning: 'whom probes may speak to',
      page: 'docs/target-policy.md#the-block-target_policy',
    },
    deny: {
      type: 'list of [rules](#rules)',
      usual: '',
      meaning: 'whom they may not speak to, whatever `allow` says',
      page: 'docs/target-policy.md#the-block-target_policy',
    },
  },
  'target_policy.allow': {
    hosts: {
      type: '',
      usual: '',
      meaning:
        'names: `api.example.com`; `*.example.com` for everything below it; `api-*.example.com` for any text in that place; `*` for every name. Addresses are no names',
      page: 'docs/target-policy.md#rules',
    },
    addresses: {
      type: '',
      usual: '',
      meaning:
        'addresses, ranges such as `10.0.0.0/8` and `fd00::/8`, and kinds: `public`, `loopback`, `link-local`, `private`, `unique-local`, `shared`, `multicast`, `documentation`, `reserved`, `metadata`',
      page: 'docs/target-policy.md#rules',
    },
    ports: {
      type: '',
      usual: '',
      meaning: 'ports and ranges: `443`, `8000-8999`. ICMP has none',
      page: 'docs/target-policy.md#rules',
    },
    schemes: {
      type: '',
      usual: '',
      meaning:
        '`http`, `https`, `tcp`, `tls`, `grpc`, `grpcs`, `ws`, `wss`, `icmp`, `unix`; `dns`, also of resolvers, `dot` and, over HTTPS, `https`; `socks5` and `socks5h` of proxies',
      page: 'docs/target-policy.md#rules',
    },
    use: {
      type: '',
      usual: '',
      meaning:
        'what the connection is for: `target`, `redirect`, `proxy`, `oauth2`, `crl`, `resolver`, `discovery`',
      page: 'docs/target-policy.md#rules',
    },
    paths: {
      type: '',
      usual: '',
      meaning:
        'paths of Unix domain sockets, `*` for any text between two slashes. Not beside `hosts`, `addresses` and `ports`',
      page: 'docs/target-policy.md#rules',
    },
  },
  'target_policy.deny': {
    hosts: {
      type: '',
      usual: '',
      meaning:
        'names: `api.example.com`; `*.example.com` for everything below it; `api-*.example.com` for any text in that place; `*` for every name. Addresses are no names',
      page: 'docs/target-policy.md#rules',
    },
    addresses: {
      type: '',
      usual: '',
      meaning:
        'addresses, ranges such as `10.0.0.0/8` and `fd00::/8`, and kinds: `public`, `loopback`, `link-local`, `private`, `unique-local`, `shared`, `multicast`, `documentation`, `reserved`, `metadata`',
      page: 'docs/target-policy.md#rules',
    },
    ports: {
      type: '',
      usual: '',
      meaning: 'ports and ranges: `443`, `8000-8999`. ICMP has none',
      page: 'docs/target-policy.md#rules',
    },
    schemes: {
      type: '',
      usual: '',
      meaning:
        '`http`, `https`, `tcp`, `tls`, `grpc`, `grpcs`, `ws`, `wss`, `icmp`, `unix`; `dns`, also of resolvers, `dot` and, over HTTPS, `https`; `socks5` and `socks5h` of proxies',
      page: 'docs/target-policy.md#rules',
    },
    use: {
      type: '',
      usual: '',
      meaning:
        'what the connection is for: `target`, `redirect`, `proxy`, `oauth2`, `crl`, `resolver`, `discovery`',
      page: 'docs/target-policy.md#rules',
    },
    paths: {
      type: '',
      usual: '',
      meaning:
        'paths of Unix domain sockets, `*` for any text between two slashes. Not beside `hosts`, `addresses` and `ports`',
      page: 'docs/target-policy.md#rules',
    },
  },
  'modules.NAME': {
    prober: {
      type: 'text',
      usual: '',
      meaning: 'which prober runs: `http`, `tcp` or one of [docs/probers/](probers/). Required',
      page: 'docs/configuration.md#a-module',
    },
    timeout: {
      type: 'duration',
      usual: 'none',
      meaning:
        "the longest a run may take. The scraper's own time-out less `--timeout-offset` counts when it is shorter",
      page: 'docs/configuration.md#a-module',
    },
    resolver: {
      type: 'block',
      usual: 'that of this host',
      meaning:
        'who says what addresses the names of this module have: [the block `resolver`](#the-block-resolver). **Ours**',
      page: 'docs/configuration.md#a-module',
    },
    target_policy: {
      type: 'block',
      usual: 'that of the whole configuration',
      meaning: 'whom the module may speak to: [the target policy](target-policy.md). **Ours**',
      page: 'docs/configuration.md#a-module',
    },
    credentials_for: {
      type: 'list of host names',
      usual: 'any',
      meaning:
        "the hosts that the module's credentials are for: [no other is its target](target-policy.md#credentials). **Ours**",
      page: 'docs/configuration.md#a-module',
    },
    allow_params: {
      type: 'mapping of names to patterns',
      usual: '`hostname` may be anything',
      meaning:
        'what parameters of `/probe` may be: see [parameters under control](#parameters-under-control). **Ours**',
      page: 'docs/configuration.md#a-module',
    },
    capture_body: {
      type: 'size',
      usual: 'nothing',
      meaning:
        "how much of a response's body each run writes down, up to 32KiB: see [bodies](history.md#bodies). Of `http` and `statuspage`. **Ours**",
      page: 'docs/configuration.md#a-module',
    },
  },
  resolver: {
    servers: {
      type: 'list of texts',
      usual: '',
      meaning:
        'whom to ask, in this order: the next one when one is silent, out of reach or answers with an error. `192.0.2.53`, `192.0.2.53:5353`, `[2001:db8::53]:53`; the port is 53, with `tls` 853, with `https` 443. With `https` also URLs; an address alone is asked at `/dns-query`',
      page: 'docs/configuration.md#the-block-resolver',
    },
    protocol: {
      type: 'text',
      usual: '`udp`',
      meaning:
        '`udp`, and over TCP when the answer was truncated; `tcp`; `tls` (RFC 7858); `https` (RFC 8484, with POST)',
      page: 'docs/configuration.md#the-block-resolver',
    },
    timeout: {
      type: 'duration',
      usual: '`2s`',
      meaning: 'how long to wait for one answer of one server, from 1ms to 30s',
      page: 'docs/configuration.md#the-block-resolver',
    },
    attempts: {
      type: 'whole number',
      usual: '`2`',
      meaning: 'how often all servers are asked before the look-up fails, 1 to 5',
      page: 'docs/configuration.md#the-block-resolver',
    },
    search: {
      type: 'list of texts',
      usual: '',
      meaning: 'domains that complete a name, as in resolv.conf',
      page: 'docs/configuration.md#the-block-resolver',
    },
    ndots: {
      type: 'whole number',
      usual: '`1`',
      meaning: 'a name with fewer dots is completed before it is tried as it is, 0 to 15',
      page: 'docs/configuration.md#the-block-resolver',
    },
    hosts: {
      type: 'names to addresses',
      usual: '',
      meaning:
        'the addresses of a name, one or a list. Nobody is asked for it; a family that is not listed does not exist',
      page: 'docs/configuration.md#the-block-resolver',
    },
    tls_config: {
      type: 'block',
      usual: '',
      meaning:
        'see [`tls_config`](#tls_config). What a server must show with `tls` and `https`. The name to verify is `server_name`, else the host of the URL or the address',
      page: 'docs/configuration.md#the-block-resolver',
    },
  },
  http: {
    enable_http3: {
      type: '',
      usual: '',
      meaning: 'refused: HTTP/3 is not there yet',
      page: 'docs/configuration.md#not-there-yet',
    },
    preferred_ip_protocol: {
      type: 'text',
      usual: '`ip6`',
      meaning: '`ip6` prefers IPv6, any other text IPv4',
      page: 'docs/configuration.md#addresses',
    },
    ip_protocol_fallback: {
      type: 'boolean',
      usual: '`true`',
      meaning: 'whether an address of the other family will do when there is none of the preferred one',
      page: 'docs/configuration.md#addresses',
    },
    source_ip_address: {
      type: 'text',
      usual: '',
      meaning:
        'the address to connect from. A text that is no address, one of the other family, or one that this host does not have fails the run with `local.source_address`. On `http` it is **ours**',
      page: 'docs/configuration.md#addresses',
    },
    basic_auth: {
      type: 'block',
      usual: '',
      meaning: "who asks, as HTTP's Basic scheme",
      page: 'docs/configuration.md#http-client-keys',
    },
    authorization: {
      type: 'block',
      usual: '',
      meaning: 'who asks, as a token. Refused beside `basic_auth`',
      page: 'docs/configuration.md#http-client-keys',
    },
    bearer_token: {
      type: 'secret',
      usual: '',
      meaning: 'deprecated, with a warning: `authorization` with `credentials`',
      page: 'docs/configuration.md#http-client-keys',
    },
    bearer_token_file: {
      type: 'text',
      usual: '',
      meaning: 'deprecated, with a warning: `authorization` with `credentials_file`',
      page: 'docs/configuration.md#http-client-keys',
    },
    tls_config: {
      type: 'block',
      usual: '',
      meaning: 'see [`tls_config`](#tls_config)',
      page: 'docs/configuration.md#http-client-keys',
    },
    follow_redirects: {
      type: 'boolean',
      usual: '`true`',
      meaning: 'whether to follow redirects. When not, the redirect is the final response',
      page: 'docs/configuration.md#http-client-keys',
    },
    enable_http2: {
      type: 'boolean',
      usual: '`true`',
      meaning: 'whether to offer HTTP/2 to a target with TLS',
      page: 'docs/configuration.md#http-client-keys',
    },
    http_headers: {
      type: 'names to blocks',
      usual: '',
      meaning:
        'further header fields, with several values. Names that the client sets itself or that have a key of their own are refused: `Authorization`, `Host`, `User-Agent`, `Accept-Encoding`, `Content-Type`, …',
      page: 'docs/configuration.md#http-client-keys',
    },
    valid_status_codes: {
      type: 'list of whole numbers',
      usual: '200 to 299',
      meaning: 'which final status is success. **Ours**: classes and ranges as texts, `2xx`, `200-299`',
      page: 'docs/configuration.md#the-block-http',
    },
    valid_http_versions: {
      type: 'list of texts',
      usual: 'any',
      meaning:
        'which versions are success, as they stand: `HTTP/1.0`, `HTTP/1.1`, `HTTP/2.0`. `HTTP/2` never matches; `HTTP/3.0` is refused',
      page: 'docs/configuration.md#the-block-http',
    },
    fail_if_ssl: {
      type: 'boolean',
      usual: '`false`',
      meaning: 'fails when the final response came over TLS',
      page: 'docs/configuration.md#the-block-http',
    },
    fail_if_not_ssl: {
      type: 'boolean',
      usual: '`false`',
      meaning: 'fails when it did not',
      page: 'docs/configuration.md#the-block-http',
    },
    method: {
      type: 'text',
      usual: '`GET`',
      meaning: 'any method. A text that cannot be one fails every run with `local.options`',
      page: 'docs/configuration.md#the-block-http',
    },
    headers: {
      type: 'names to texts',
      usual: '',
      meaning:
        'header fields, one value each. `Host` also sets the name for TLS; an empty `User-Agent` sends none. `Content-Length`, `Transfer-Encoding`, `Trailer` and `Connection` are not yours to set and are ignored',
      page: 'docs/configuration.md#the-block-http',
    },
    body: {
      type: 'text',
      usual: '',
      meaning: 'what to send, with whatever method. Sent again after a redirect with 307 or 308',
      page: 'docs/configuration.md#the-block-http',
    },
    body_file: {
      type: 'text',
      usual: '',
      meaning:
        'a file to send instead, in chunks. It cannot be sent again: a 307 or 308 is then the final response. Refused beside `body`',
      page: 'docs/configuration.md#the-block-http',
    },
    compression: {
      type: 'text',
      usual: '',
      meaning:
        'the coding that the body must have: `gzip`, `br`, `deflate` or `identity`; any other text fails every run. Refused when an `Accept-Encoding` among `headers` does not allow it. No `Accept-Encoding` is sent for you',
      page: 'docs/configuration.md#the-block-http',
    },
    body_size_limit: {
      type: 'size',
      usual: 'none',
      meaning: 'the longest body, after decompression',
      page: 'docs/configuration.md#the-block-http',
    },
    fail_if_body_matches_regexp: {
      type: 'list of regular expressions',
      usual: '',
      meaning: 'fails when one of them matches the body',
      page: 'docs/configuration.md#the-block-http',
    },
    fail_if_body_not_matches_regexp: {
      type: 'list of regular expressions',
      usual: '',
      meaning: 'fails when one of them does not',
      page: 'docs/configuration.md#the-block-http',
    },
    fail_if_body_json_matches_cel: {
      type: 'CEL expression',
      usual: '',
      meaning:
        "fails when it is true of the body's JSON: see [JSON bodies](http-proxy-oauth2-cel.md#json-bodies)",
      page: 'docs/configuration.md#the-block-http',
    },
    fail_if_body_json_not_matches_cel: {
      type: 'CEL expression',
      usual: '',
      meaning: 'fails when it is false',
      page: 'docs/configuration.md#the-block-http',
    },
    fail_if_header_matches: {
      type: 'list of header rules',
      usual: '',
      meaning: 'fails when a value of the header matches, or the header is missing',
      page: 'docs/configuration.md#the-block-http',
    },
    fail_if_header_not_matches: {
      type: 'list of header rules',
      usual: '',
      meaning: 'fails when no value of the header matches, or the header is missing',
      page: 'docs/configuration.md#the-block-http',
    },
    proxy_url: {
      type: 'URL',
      usual: '',
      meaning:
        'the proxy: `http`, `https`, `socks5` or `socks5h`. Its user information goes to the proxy as credentials. Any other scheme loads, and fails every run',
      page: 'docs/http-proxy-oauth2-cel.md#proxies',
    },
    no_proxy: {
      type: 'text',
      usual: '',
      meaning:
        'what is reached directly, separated by commas: hosts, domains (`.example.com`), addresses, blocks (`10.0.0.0/8`), each but a block with a port if you like, or `*`. Once it is set, `localhost` and loopback addresses are direct as well. Needs `proxy_url`',
      page: 'docs/http-proxy-oauth2-cel.md#proxies',
    },
    proxy_from_environment: {
      type: 'boolean',
      usual: '`false`',
      meaning:
        'takes the proxy from `HTTP_PROXY`, `HTTPS_PROXY` and `NO_PROXY`, or their lower-case forms. Refused beside `proxy_url` and `no_proxy`',
      page: 'docs/http-proxy-oauth2-cel.md#proxies',
    },
    proxy_connect_header: {
      type: 'names to lists of secrets',
      usual: '',
      meaning: 'header fields for `CONNECT`',
      page: 'docs/http-proxy-oauth2-cel.md#proxies',
    },
    skip_resolve_phase_with_proxy: {
      type: 'boolean',
      usual: '`false`',
      meaning: "leaves the target's name to the proxy: no lookup here, no `probe_ip_*`, no phase `resolve`",
      page: 'docs/http-proxy-oauth2-cel.md#proxies',
    },
    check_revoked: {
      type: 'boolean',
      usual: '`false`',
      meaning:
        "looks the certificates of the final response's connection up in [revocation lists](#revocation-lists)",
      page: 'docs/configuration.md#the-block-http',
    },
    oauth2: {
      type: 'block',
      usual: '',
      meaning: 'see [OAuth 2.0](http-proxy-oauth2-cel.md#oauth-20). Refused beside other credentials',
      page: 'docs/configuration.md#the-block-http',
    },
    no_follow_redirects: {
      type: 'boolean',
      usual: '',
      meaning: 'deprecated, with a warning: the opposite of `follow_redirects`, and stronger',
      page: 'docs/configuration.md#the-block-http',
    },
  },
  'http.fail_if_header_matches': {
    header: {
      type: 'text',
      usual: '',
      meaning: "the header's name; case does not count. Required",
      page: 'docs/configuration.md#the-block-http',
    },
    regexp: {
      type: 'regular expression',
      usual: '',
      meaning: 'what to look for in each of its values. Required, and not empty',
      page: 'docs/configuration.md#the-block-http',
    },
    allow_missing: {
      type: 'boolean',
      usual: '`false`',
      meaning: 'whether a header that is missing meets the rule',
      page: 'docs/configuration.md#the-block-http',
    },
  },
  'http.fail_if_header_not_matches': {
    header: {
      type: 'text',
      usual: '',
      meaning: "the header's name; case does not count. Required",
      page: 'docs/configuration.md#the-block-http',
    },
    regexp: {
      type: 'regular expression',
      usual: '',
      meaning: 'what to look for in each of its values. Required, and not empty',
      page: 'docs/configuration.md#the-block-http',
    },
    allow_missing: {
      type: 'boolean',
      usual: '`false`',
      meaning: 'whether a header that is missing meets the rule',
      page: 'docs/configuration.md#the-block-http',
    },
  },
  http_config: {
    basic_auth: {
      type: '',
      usual: '',
      meaning: 'as in the [HTTP client keys](../configuration.md#http-client-keys)',
      page: 'docs/probers/websocket.md#keys',
    },
    authorization: {
      type: '',
      usual: '',
      meaning: 'as in the [HTTP client keys](../configuration.md#http-client-keys)',
      page: 'docs/probers/websocket.md#keys',
    },
    bearer_token: {
      type: '',
      usual: '',
      meaning: 'as in the [HTTP client keys](../configuration.md#http-client-keys)',
      page: 'docs/probers/websocket.md#keys',
    },
    bearer_token_file: {
      type: '',
      usual: '',
      meaning: 'as in the [HTTP client keys](../configuration.md#http-client-keys)',
      page: 'docs/probers/websocket.md#keys',
    },
    tls_config: {
      type: '',
      usual: '',
      meaning: 'as in the [HTTP client keys](../configuration.md#http-client-keys)',
      page: 'docs/probers/websocket.md#keys',
    },
    follow_redirects: {
      type: '',
      usual: '',
      meaning: 'no effect, with a warning',
      page: 'docs/probers/websocket.md#keys',
    },
    enable_http2: {
      type: '',
      usual: '',
      meaning: 'no effect, with a warning',
      page: 'docs/probers/websocket.md#keys',
    },
    http_headers: {
      type: '',
      usual: '',
      meaning: 'no effect, with a warning',
      page: 'docs/probers/websocket.md#keys',
    },
    oauth2: {
      type: '',
      usual: '',
      meaning: 'refused: handshakes go without a token and through no proxy',
      page: 'docs/probers/websocket.md#keys',
    },
    proxy_url: {
      type: '',
      usual: '',
      meaning: 'refused: handshakes go without a token and through no proxy',
      page: 'docs/probers/websocket.md#keys',
    },
    no_proxy: {
      type: '',
      usual: '',
      meaning: 'refused: handshakes go without a token and through no proxy',
      page: 'docs/probers/websocket.md#keys',
    },
    proxy_from_environment: {
      type: '',
      usual: '',
      meaning: 'refused: handshakes go without a token and through no proxy',
      page: 'docs/probers/websocket.md#keys',
    },
    proxy_connect_header: {
      type: '',
      usual: '',
      meaning: 'refused: handshakes go without a token and through no proxy',
      page: 'docs/probers/websocket.md#keys',
    },
  },
  basic_auth: {
    username: {
      type: 'text',
      usual: 'empty',
      meaning: 'the name, or the file that holds it',
      page: 'docs/configuration.md#http-client-keys',
    },
    username_file: {
      type: 'text',
      usual: 'empty',
      meaning: 'the name, or the file that holds it',
      page: 'docs/configuration.md#http-client-keys',
    },
    username_ref: {
      type: 'text',
      usual: 'empty',
      meaning: 'the name, or the file that holds it',
      page: 'docs/configuration.md#http-client-keys',
    },
    password: {
      type: 'secret',
      usual: 'empty',
      meaning: 'the password, or the file that holds it',
      page: 'docs/configuration.md#http-client-keys',
    },
    password_file: {
      type: 'text',
      usual: 'empty',
      meaning: 'the password, or the file that holds it',
      page: 'docs/configuration.md#http-client-keys',
    },
    password_ref: {
      type: 'text',
      usual: 'empty',
      meaning: 'the password, or the file that holds it',
      page: 'docs/configuration.md#http-client-keys',
    },
  },
  authorization: {
    type: {
      type: 'text',
      usual: '`Bearer`',
      meaning: 'the scheme. `Basic` is refused: it has `basic_auth`',
      page: 'docs/configuration.md#http-client-keys',
    },
    credentials: {
      type: 'secret',
      usual: 'empty',
      meaning: 'what follows the scheme, or the file that holds it',
      page: 'docs/configuration.md#http-client-keys',
    },
    credentials_file: {
      type: 'text',
      usual: 'empty',
      meaning: 'what follows the scheme, or the file that holds it',
      page: 'docs/configuration.md#http-client-keys',
    },
    credentials_ref: {
      type: 'text',
      usual: 'empty',
      meaning: 'what follows the scheme, or the file that holds it',
      page: 'docs/configuration.md#http-client-keys',
    },
  },
  'http_headers.NAME': {
    values: {
      type: 'list of texts',
      usual: '',
      meaning: 'values',
      page: 'docs/configuration.md#http-client-keys',
    },
    secrets: {
      type: 'list of secrets',
      usual: '',
      meaning: 'values that are not shown',
      page: 'docs/configuration.md#http-client-keys',
    },
    files: {
      type: 'list of texts',
      usual: '',
      meaning: 'files with one value each',
      page: 'docs/configuration.md#http-client-keys',
    },
  },
  'websocket.headers.NAME': {
    values: {
      type: 'list of texts',
      usual: '',
      meaning: 'values',
      page: 'docs/configuration.md#http-client-keys',
    },
    secrets: {
      type: 'list of secrets',
      usual: '',
      meaning: 'values that are not shown',
      page: 'docs/configuration.md#http-client-keys',
    },
    files: {
      type: 'list of texts',
      usual: '',
      meaning: 'files with one value each',
      page: 'docs/configuration.md#http-client-keys',
    },
  },
  oauth2: {
    client_id: {
      type: 'text',
      usual: '',
      meaning: 'who asks. Required',
      page: 'docs/http-proxy-oauth2-cel.md#oauth-20',
    },
    client_secret: {
      type: 'secret',
      usual: 'empty',
      meaning: "the client's secret. At most one",
      page: 'docs/http-proxy-oauth2-cel.md#oauth-20',
    },
    client_secret_file: {
      type: 'text',
      usual: 'empty',
      meaning: "the client's secret. At most one",
      page: 'docs/http-proxy-oauth2-cel.md#oauth-20',
    },
    client_secret_ref: {
      type: 'text',
      usual: 'empty',
      meaning: "the client's secret. At most one",
      page: 'docs/http-proxy-oauth2-cel.md#oauth-20',
    },
    token_url: {
      type: 'URL',
      usual: '',
      meaning: 'where tokens are given out. Required',
      page: 'docs/http-proxy-oauth2-cel.md#oauth-20',
    },
    scopes: {
      type: 'list of texts',
      usual: '',
      meaning: 'what to ask for',
      page: 'docs/http-proxy-oauth2-cel.md#oauth-20',
    },
    endpoint_params: {
      type: 'names to texts',
      usual: '',
      meaning: 'further fields of the form; of ours they may replace `grant_type` only',
      page: 'docs/http-proxy-oauth2-cel.md#oauth-20',
    },
    grant_type: {
      type: 'text',
      usual: '`client_credentials`',
      meaning: '`urn:ietf:params:oauth:grant-type:jwt-bearer` sends an assertion instead of the secret',
      page: 'docs/http-proxy-oauth2-cel.md#oauth-20',
    },
    client_certificate_key: {
      type: 'secret',
      usual: '',
      meaning: 'the RSA key, PEM, that signs the assertion. At most one',
      page: 'docs/http-proxy-oauth2-cel.md#oauth-20',
    },
    client_certificate_key_file: {
      type: 'text',
      usual: '',
      meaning: 'the RSA key, PEM, that signs the assertion. At most one',
      page: 'docs/http-proxy-oauth2-cel.md#oauth-20',
    },
    client_certificate_key_ref: {
      type: 'text',
      usual: '',
      meaning: 'the RSA key, PEM, that signs the assertion. At most one',
      page: 'docs/http-proxy-oauth2-cel.md#oauth-20',
    },
    client_certificate_key_id: {
      type: 'text',
      usual: '',
      meaning: "the key's name, `kid`",
      page: 'docs/http-proxy-oauth2-cel.md#oauth-20',
    },
    signature_algorithm: {
      type: 'text',
      usual: '`RS256`',
      meaning: '`RS256`, `RS384` or `RS512`',
      page: 'docs/http-proxy-oauth2-cel.md#oauth-20',
    },
    iss: {
      type: 'text',
      usual: '`client_id`',
      meaning: 'issuer and audience of the assertion',
      page: 'docs/http-proxy-oauth2-cel.md#oauth-20',
    },
    audience: {
      type: 'text',
      usual: '`token_url`',
      meaning: 'issuer and audience of the assertion',
      page: 'docs/http-proxy-oauth2-cel.md#oauth-20',
    },
    claims: {
      type: 'names to values',
      usual: '',
      meaning: 'further claims; they replace ours',
      page: 'docs/http-proxy-oauth2-cel.md#oauth-20',
    },
    tls_config: {
      type: '',
      usual: '',
      meaning: 'of the connection to the endpoint',
      page: 'docs/http-proxy-oauth2-cel.md#oauth-20',
    },
    proxy_url: {
      type: '',
      usual: '',
      meaning: 'of the connection to the endpoint',
      page: 'docs/http-proxy-oauth2-cel.md#oauth-20',
    },
    no_proxy: {
      type: '',
      usual: '',
      meaning: 'of the connection to the endpoint',
      page: 'docs/http-proxy-oauth2-cel.md#oauth-20',
    },
    proxy_from_environment: {
      type: '',
      usual: '',
      meaning: 'of the connection to the endpoint',
      page: 'docs/http-proxy-oauth2-cel.md#oauth-20',
    },
    proxy_connect_header: {
      type: '',
      usual: '',
      meaning: 'of the connection to the endpoint',
      page: 'docs/http-proxy-oauth2-cel.md#oauth-20',
    },
  },
  tls_config: {
    ca: {
      type: 'text',
      usual: "the system's",
      meaning: "PEM of the authorities to trust, in place of the system's. At most one",
      page: 'docs/configuration.md#tls_config',
    },
    ca_file: {
      type: 'text',
      usual: "the system's",
      meaning: "PEM of the authorities to trust, in place of the system's. At most one",
      page: 'docs/configuration.md#tls_config',
    },
    ca_ref: {
      type: 'text',
      usual: "the system's",
      meaning: "PEM of the authorities to trust, in place of the system's. At most one",
      page: 'docs/configuration.md#tls_config',
    },
    cert: {
      type: 'text',
      usual: '',
      meaning: 'PEM of a client certificate, with its chain. At most one, refused without a key',
      page: 'docs/configuration.md#tls_config',
    },
    cert_file: {
      type: 'text',
      usual: '',
      meaning: 'PEM of a client certificate, with its chain. At most one, refused without a key',
      page: 'docs/configuration.md#tls_config',
    },
    cert_ref: {
      type: 'text',
      usual: '',
      meaning: 'PEM of a client certificate, with its chain. At most one, refused without a key',
      page: 'docs/configuration.md#tls_config',
    },
    key: {
      type: 'secret',
      usual: '',
      meaning: 'PEM of its key. At most one, refused without a certificate',
      page: 'docs/configuration.md#tls_config',
    },
    key_file: {
      type: 'text',
      usual: '',
      meaning: 'PEM of its key. At most one, refused without a certificate',
      page: 'docs/configuration.md#tls_config',
    },
    key_ref: {
      type: 'text',
      usual: '',
      meaning: 'PEM of its key. At most one, refused without a certificate',
      page: 'docs/configuration.md#tls_config',
    },
    server_name: {
      type: 'text',
      usual: "the target's host",
      meaning:
        "the name to send and to verify. Unset: the `Host` header or the parameter `hostname`, else the target's host",
      page: 'docs/configuration.md#tls_config',
    },
    insecure_skip_verify: {
      type: 'boolean',
      usual: '`false`',
      meaning: 'accepts any certificate. `probe_tls_verified` still tells what a verification finds',
      page: 'docs/configuration.md#tls_config',
    },
    min_version: {
      type: 'text',
      usual: '`TLS12`',
      meaning: '`TLS10`, `TLS11`, `TLS12` or `TLS13`',
      page: 'docs/configuration.md#tls_config',
    },
    max_version: {
      type: 'text',
      usual: '`TLS13`',
      meaning: 'the same. Below `min_version` it loads, and fails every run',
      page: 'docs/configuration.md#tls_config',
    },
  },
  tcp: {
    preferred_ip_protocol: {
      type: 'text',
      usual: '`ip6`',
      meaning: '`ip6` prefers IPv6, any other text IPv4',
      page: 'docs/configuration.md#addresses',
    },
    ip_protocol_fallback: {
      type: 'boolean',
      usual: '`true`',
      meaning: 'whether an address of the other family will do when there is none of the preferred one',
      page: 'docs/configuration.md#addresses',
    },
    source_ip_address: {
      type: 'text',
      usual: '',
      meaning:
        'the address to connect from. A text that is no address, one of the other family, or one that this host does not have fails the run with `local.source_address`. On `http` it is **ours**',
      page: 'docs/configuration.md#addresses',
    },
    tls: {
      type: 'boolean',
      usual: '`false`',
      meaning: 'whether the connection starts with TLS',
      page: 'docs/configuration.md#the-block-tcp',
    },
    tls_config: {
      type: 'block',
      usual: '',
      meaning: 'see [`tls_config`](#tls_config)',
      page: 'docs/configuration.md#the-block-tcp',
    },
    check_revoked: {
      type: 'boolean',
      usual: '`false`',
      meaning: "looks the target's certificates up in [revocation lists](#revocation-lists)",
      page: 'docs/configuration.md#the-block-tcp',
    },
    query_response: {
      type: 'list of steps',
      usual: '',
      meaning: 'a dialogue, line by line. Without one, a connection (with TLS, if asked for) is success',
      page: 'docs/configuration.md#the-block-tcp',
    },
  },
  query_response: {
    expect: {
      type: 'regular expression',
      usual: '',
      meaning: 'reads lines until one matches; others are passed over. A line has 64 KiB at most',
      page: 'docs/configuration.md#query_response',
    },
    expect_bytes: {
      type: 'text',
      usual: '',
      meaning: 'reads once, and these bytes must come. Refused beside `expect`',
      page: 'docs/configuration.md#query_response',
    },
    labels: {
      type: 'list of labels',
      usual: '',
      meaning: 'labels of `probe_expect_info`, from what `expect` found; in one step only',
      page: 'docs/configuration.md#query_response',
    },
    send: {
      type: 'text',
      usual: '',
      meaning:
        'sends the text and a line feed. In a step with `expect`, `${1}` and `${name}` stand for what its groups found',
      page: 'docs/configuration.md#query_response',
    },
    starttls: {
      type: 'boolean',
      usual: '`false`',
      meaning: 'starts TLS with `tls_config`',
      page: 'docs/configuration.md#query_response',
    },
  },
  'query_response.labels': {
    name: {
      type: 'text',
      usual: '',
      meaning: "the label's name",
      page: 'docs/configuration.md#query_response',
    },
    value: {
      type: 'text',
      usual: '',
      meaning: 'its value, with `${1}` and `${name}` as above',
      page: 'docs/configuration.md#query_response',
    },
  },
  icmp: {
    preferred_ip_protocol: {
      type: '',
      usual: '`ip6`',
      meaning: '`ip6` or `ip4`: which family to take when the name has both',
      page: 'docs/probers/icmp.md#keys',
    },
    ip_protocol_fallback: {
      type: '',
      usual: '`true`',
      meaning: 'whether the other family will do',
      page: 'docs/probers/icmp.md#keys',
    },
    source_ip_address: {
      type: '',
      usual: 'chosen by the system',
      meaning: 'the address to send from; one of this host, of the same family',
      page: 'docs/probers/icmp.md#keys',
    },
    payload_size: {
      type: '',
      usual: '`0`',
      meaning:
        'bytes after the ICMP header. 0 is the text `Prometheus Blackbox Exporter`, 28 bytes; a number cuts that text or pads it with zeros. At most 65507 (IPv4) or 65527 (IPv6) can be sent',
      page: 'docs/probers/icmp.md#keys',
    },
    dont_fragment: {
      type: '',
      usual: '`false`',
      meaning:
        'IPv4 only: routers must drop the request rather than fragment it. On IPv6 no router fragments, and the key has no effect',
      page: 'docs/probers/icmp.md#keys',
    },
    ttl: {
      type: '',
      usual: '`64`',
      meaning: "TTL or hop limit of the request, 1 to 255; 0 is the system's default",
      page: 'docs/probers/icmp.md#keys',
    },
    count: {
      type: '',
      usual: '`1`',
      meaning: 'ours: how many requests to send, 1 to 1000',
      page: 'docs/probers/icmp.md#keys',
    },
    interval: {
      type: '',
      usual: '`200ms`',
      meaning: 'ours: from one request to the next',
      page: 'docs/probers/icmp.md#keys',
    },
    max_loss: {
      type: '',
      usual: '`0`',
      meaning: 'ours: the part of the requests, from 0 to below 1, that may stay unanswered',
      page: 'docs/probers/icmp.md#keys',
    },
  },
  dns: {
    query_name: {
      type: '',
      usual: 'required where there is a block',
      meaning:
        'the name to ask for, absolute with or without its last dot, case kept. `\\.` is a dot within a label, `\\DDD` any byte',
      page: 'docs/probers/dns.md#keys',
    },
    query_type: {
      type: '',
      usual: 'ANY',
      meaning: 'a type by its name in capitals: `A`, `AAAA`, `MX`, `TXT`, `SOA`, `HTTPS` …',
      page: 'docs/probers/dns.md#keys',
    },
    query_class: {
      type: '',
      usual: '`IN`',
      meaning: '`IN`, `CS`, `CH`, `HS`, `NONE` or `ANY`',
      page: 'docs/probers/dns.md#keys',
    },
    recursion_desired: {
      type: '',
      usual: '`true`',
      meaning: 'whether the server shall ask others for the answer',
      page: 'docs/probers/dns.md#keys',
    },
    transport_protocol: {
      type: '',
      usual: '`udp`',
      meaning: '`udp`, `tcp`; ours: `https`',
      page: 'docs/probers/dns.md#keys',
    },
    dns_over_tls: {
      type: '',
      usual: '`false`',
      meaning: 'TLS around TCP; needs `transport_protocol: tcp`',
      page: 'docs/probers/dns.md#keys',
    },
    tls_config: {
      type: '',
      usual: '',
      meaning: "as everywhere; the name to verify is the server's unless `server_name` is set",
      page: 'docs/probers/dns.md#keys',
    },
    source_ip_address: {
      type: '',
      usual: 'chosen by the system',
      meaning: "the address to ask from; one of this host, of the server's family",
      page: 'docs/probers/dns.md#keys',
    },
    preferred_ip_protocol: {
      type: '',
      usual: '`ip6`',
      meaning: "`ip6` or `ip4`: which family to take when the server's name has both",
      page: 'docs/probers/dns.md#keys',
    },
    ip_protocol_fallback: {
      type: '',
      usual: '`true`',
      meaning: 'whether the other family will do',
      page: 'docs/probers/dns.md#keys',
    },
    valid_rcodes: {
      type: '',
      usual: '`[NOERROR]`',
      meaning: 'the response codes to accept, by name; an empty list accepts none',
      page: 'docs/probers/dns.md#keys',
    },
    validate_answer_rrs: {
      type: '',
      usual: 'no rules',
      meaning: '[rules](#rules-on-records) on the records of a section',
      page: 'docs/probers/dns.md#keys',
    },
    validate_authority_rrs: {
      type: '',
      usual: 'no rules',
      meaning: '[rules](#rules-on-records) on the records of a section',
      page: 'docs/probers/dns.md#keys',
    },
    validate_additional_rrs: {
      type: '',
      usual: 'no rules',
      meaning: '[rules](#rules-on-records) on the records of a section',
      page: 'docs/probers/dns.md#keys',
    },
    server: {
      type: '',
      usual: '',
      meaning: 'ours: the server to ask; `query_name` must then hold `{{target}}`',
      page: 'docs/probers/dns.md#keys',
    },
    servers: {
      type: '',
      usual: '',
      meaning: 'ours: the [servers](#several-servers) to ask, instead of `server`',
      page: 'docs/probers/dns.md#keys',
    },
    path: {
      type: '',
      usual: '`/dns-query`',
      meaning: 'ours: the path of [DNS over HTTPS](#dns-over-https), where the server is no URL',
      page: 'docs/probers/dns.md#keys',
    },
    method: {
      type: '',
      usual: '`POST`',
      meaning: 'ours: `POST` or `GET`, for DNS over HTTPS',
      page: 'docs/probers/dns.md#keys',
    },
    edns: {
      type: '',
      usual: 'no EDNS',
      meaning: 'ours: [EDNS](#edns-and-dnssec), as a block',
      page: 'docs/probers/dns.md#keys',
    },
    fail_if_not_authenticated: {
      type: '',
      usual: '`false`',
      meaning: 'ours: fail unless the reply has the AD bit',
      page: 'docs/probers/dns.md#keys',
    },
  },
  edns: {
    dnssec_ok: {
      type: '',
      usual: '`false`',
      meaning: 'whether to ask for signatures',
      page: 'docs/probers/dns.md#edns-and-dnssec',
    },
    udp_size: {
      type: '',
      usual: '`1232`',
      meaning: 'the size of a reply that the query announces, and the limit: 512 to 65535',
      page: 'docs/probers/dns.md#edns-and-dnssec',
    },
  },
  validate_answer_rrs: {
    fail_if_matches_regexp: {
      type: '',
      usual: '',
      meaning: 'fails when a record matches one of the expressions',
      page: 'docs/probers/dns.md#rules-on-records',
    },
    fail_if_all_match_regexp: {
      type: '',
      usual: '',
      meaning: 'fails when a record **misses** one of the expressions; see `strict`',
      page: 'docs/probers/dns.md#rules-on-records',
    },
    fail_if_not_matches_regexp: {
      type: '',
      usual: '',
      meaning: 'fails when a record misses one of the expressions',
      page: 'docs/probers/dns.md#rules-on-records',
    },
    fail_if_none_matches_regexp: {
      type: '',
      usual: '',
      meaning: 'fails when no record matches any of the expressions',
      page: 'docs/probers/dns.md#rules-on-records',
    },
    strict: {
      type: '',
      usual: '',
      meaning:
        '`true` makes `fail_if_all_match_regexp` do what its name says: it fails when every record matches every expression',
      page: 'docs/probers/dns.md#rules-on-records',
    },
  },
  validate_authority_rrs: {
    fail_if_matches_regexp: {
      type: '',
      usual: '',
      meaning: 'fails when a record matches one of the expressions',
      page: 'docs/probers/dns.md#rules-on-records',
    },
    fail_if_all_match_regexp: {
      type: '',
      usual: '',
      meaning: 'fails when a record **misses** one of the expressions; see `strict`',
      page: 'docs/probers/dns.md#rules-on-records',
    },
    fail_if_not_matches_regexp: {
      type: '',
      usual: '',
      meaning: 'fails when a record misses one of the expressions',
      page: 'docs/probers/dns.md#rules-on-records',
    },
    fail_if_none_matches_regexp: {
      type: '',
      usual: '',
      meaning: 'fails when no record matches any of the expressions',
      page: 'docs/probers/dns.md#rules-on-records',
    },
    strict: {
      type: '',
      usual: '',
      meaning:
        '`true` makes `fail_if_all_match_regexp` do what its name says: it fails when every record matches every expression',
      page: 'docs/probers/dns.md#rules-on-records',
    },
  },
  validate_additional_rrs: {
    fail_if_matches_regexp: {
      type: '',
      usual: '',
      meaning: 'fails when a record matches one of the expressions',
      page: 'docs/probers/dns.md#rules-on-records',
    },
    fail_if_all_match_regexp: {
      type: '',
      usual: '',
      meaning: 'fails when a record **misses** one of the expressions; see `strict`',
      page: 'docs/probers/dns.md#rules-on-records',
    },
    fail_if_not_matches_regexp: {
      type: '',
      usual: '',
      meaning: 'fails when a record misses one of the expressions',
      page: 'docs/probers/dns.md#rules-on-records',
    },
    fail_if_none_matches_regexp: {
      type: '',
      usual: '',
      meaning: 'fails when no record matches any of the expressions',
      page: 'docs/probers/dns.md#rules-on-records',
    },
    strict: {
      type: '',
      usual: '',
      meaning:
        '`true` makes `fail_if_all_match_regexp` do what its name says: it fails when every record matches every expression',
      page: 'docs/probers/dns.md#rules-on-records',
    },
  },
  grpc: {
    service: {
      type: '',
      usual: '`""`',
      meaning: 'the service to ask for; the empty name is the server as a whole',
      page: 'docs/probers/grpc.md#keys',
    },
    tls: {
      type: '',
      usual: '`false`',
      meaning: 'TLS with ALPN `h2`; otherwise HTTP/2 in plain text with prior knowledge',
      page: 'docs/probers/grpc.md#keys',
    },
    tls_config: {
      type: '',
      usual: '',
      meaning: "as everywhere; the name to verify is the target's host unless `server_name` is set",
      page: 'docs/probers/grpc.md#keys',
    },
    check_revoked: {
      type: '',
      usual: '`false`',
      meaning:
        "looks the server's certificates up in [revocation lists](../configuration.md#revocation-lists). **Ours**",
      page: 'docs/probers/grpc.md#keys',
    },
    metadata: {
      type: '',
      usual: 'none',
      meaning: 'lists of values by key. Keys in lower case; those that end in `-bin` take bytes',
      page: 'docs/probers/grpc.md#keys',
    },
    preferred_ip_protocol: {
      type: '',
      usual: '`ip6`',
      meaning: '`ip6` or `ip4`: which family to take when the host has both',
      page: 'docs/probers/grpc.md#keys',
    },
    ip_protocol_fallback: {
      type: '',
      usual: '`true`',
      meaning: 'whether the other family will do',
      page: 'docs/probers/grpc.md#keys',
    },
  },
  unix: {
    query_response: {
      type: '',
      usual: 'none',
      meaning:
        'the dialogue, step by step, as for `tcp`: `expect`, `expect_bytes`, `send`, `labels`, `starttls`',
      page: 'docs/probers/unix.md#keys',
    },
    tls: {
      type: '',
      usual: '`false`',
      meaning: 'whether the connection starts with a TLS handshake',
      page: 'docs/probers/unix.md#keys',
    },
    tls_config: {
      type: '',
      usual: '',
      meaning: 'as everywhere; see below for the name to verify',
      page: 'docs/probers/unix.md#keys',
    },
    check_revoked: {
      type: '',
      usual: '`false`',
      meaning: "looks the peer's certificates up in [revocation lists](../configuration.md#revocation-lists)",
      page: 'docs/probers/unix.md#keys',
    },
  },
  websocket: {
    http_config: {
      type: '',
      usual: '',
      meaning:
        '`basic_auth`, `authorization`, `bearer_token`, `bearer_token_file` and `tls_config`, as for `http`',
      page: 'docs/probers/websocket.md#keys',
    },
    headers: {
      type: '',
      usual: 'none',
      meaning:
        'headers by name: a text, or a block with `values`, `secrets` and `files`, which are sent in this order. Any name is allowed but those of the handshake',
      page: 'docs/probers/websocket.md#keys',
    },
    query_response: {
      type: '',
      usual: 'none',
      meaning: 'the [dialogue](#the-dialogue), step by step: `expect`, `send`',
      page: 'docs/probers/websocket.md#keys',
    },
    preferred_ip_protocol: {
      type: '',
      usual: '`ip6`',
      meaning: '`ip6` or `ip4`: which family to take when the host has both',
      page: 'docs/probers/websocket.md#keys',
    },
    ip_protocol_fallback: {
      type: '',
      usual: '`true`',
      meaning: 'whether the other family will do',
      page: 'docs/probers/websocket.md#keys',
    },
  },
  tls: {
    preferred_ip_protocol: {
      type: 'text',
      usual: '`ip6`',
      meaning: 'see [addresses](../configuration.md#addresses)',
      page: 'docs/probers/tls.md#keys',
    },
    ip_protocol_fallback: {
      type: 'boolean',
      usual: '`true`',
      meaning: 'see [addresses](../configuration.md#addresses)',
      page: 'docs/probers/tls.md#keys',
    },
    source_ip_address: {
      type: 'text',
      usual: "the system's choice",
      meaning: 'the address to connect from',
      page: 'docs/probers/tls.md#keys',
    },
    server_name: {
      type: 'text',
      usual: "the target's host",
      meaning: 'the name to send and to verify. May stand in `tls_config` instead, not in both',
      page: 'docs/probers/tls.md#keys',
    },
    starttls: {
      type: 'text',
      usual: '',
      meaning:
        'the plain protocol to change to TLS from: `smtp`, `imap`, `pop3`, `ftp`, `ldap`, `postgres`, `mysql` or `xmpp`',
      page: 'docs/probers/tls.md#keys',
    },
    alpn: {
      type: 'list of texts',
      usual: '',
      meaning: 'the application protocols to offer, the preferred one first. None offered, none agreed on',
      page: 'docs/probers/tls.md#keys',
    },
    tls_config: {
      type: 'block',
      usual: '',
      meaning: 'see [`tls_config`](../configuration.md#tls_config)',
      page: 'docs/probers/tls.md#keys',
    },
    min_validity: {
      type: 'duration',
      usual: '',
      meaning:
        "how long the certificate must remain valid: `336h` is 14 days. Counts the verified chain that lasts longest; with `insecure_skip_verify` the server's own certificate",
      page: 'docs/probers/tls.md#keys',
    },
    min_version: {
      type: 'text',
      usual: '',
      meaning:
        'the lowest version that may be agreed on: `TLS10`, `TLS11`, `TLS12` or `TLS13`. Unlike `min_version` of `tls_config` it is judged after the handshake, so that the certificate of an old server is seen',
      page: 'docs/probers/tls.md#keys',
    },
    allowed_issuers: {
      type: 'list of regular expressions',
      usual: '',
      meaning:
        "one of them must match the issuer of the server's own certificate, in the form of the metric's label: `CN=R10,O=Let's Encrypt,C=US`",
      page: 'docs/probers/tls.md#keys',
    },
    pinned_sha256: {
      type: 'list of pins',
      usual: '',
      meaning: "one of them must be the server's own certificate or its key",
      page: 'docs/probers/tls.md#keys',
    },
    require_ocsp_staple: {
      type: 'boolean',
      usual: '`false`',
      meaning:
        'the server must staple an OCSP response that says good, is current, and whose signature is valid',
      page: 'docs/probers/tls.md#keys',
    },
    check_revoked: {
      type: 'boolean',
      usual: '`false`',
      meaning:
        'looks the certificates up in [revocation lists](../configuration.md#revocation-lists), and tells what they say',
      page: 'docs/probers/tls.md#keys',
    },
    fail_if_revoked: {
      type: 'boolean',
      usual: '`false`',
      meaning:
        "the same, and no certificate may be revoked: each needs a list that can be used, is not stale and does not hold it. The end of the chain above the server's own certificate needs none: it is trusted as it is",
      page: 'docs/probers/tls.md#keys',
    },
  },
  statuspage: {
    fail_on: {
      type: '',
      usual: '`never`',
      meaning:
        'from which indicator of the whole page on the probe fails: `maintenance`, `minor`, `major`, `critical`',
      page: 'docs/probers/statuspage.md#keys',
    },
    fail_on_component: {
      type: '',
      usual: '`never`',
      meaning:
        'from which status of a component on: `under_maintenance`, `degraded_performance`, `partial_outage`, `major_outage`',
      page: 'docs/probers/statuspage.md#keys',
    },
    components: {
      type: '',
      usual: 'all',
      meaning:
        'regular expressions (RE2, not anchored): components whose name one of them matches are shown and judged',
      page: 'docs/probers/statuspage.md#keys',
    },
    http: {
      type: '',
      usual: '',
      meaning:
        'how the document is fetched: every key of the prober `http`, such as `tls_config`, proxies, `headers`, `basic_auth`',
      page: 'docs/probers/statuspage.md#keys',
    },
  },
  schedules: {
    job_name: {
      type: 'text',
      usual: '',
      meaning: 'the label `job`. Required; each schedule has its own',
      page: 'docs/schedules.md#a-schedule',
    },
    module: {
      type: 'text',
      usual: '',
      meaning:
        'the module that probes the targets, and the label `module`. Required; one with a prober that exists',
      page: 'docs/schedules.md#a-schedule',
    },
    interval: {
      type: 'duration',
      usual: '`1m`',
      meaning: 'how often each target is probed',
      page: 'docs/schedules.md#a-schedule',
    },
    timeout: {
      type: 'duration',
      usual: "the module's, else `10s` or the interval when that is less",
      meaning: "how long a run may take. It may not be longer than the interval, the module's neither",
      page: 'docs/schedules.md#a-schedule',
    },
    labels: {
      type: 'names to texts',
      usual: 'none',
      meaning: 'labels of all its series',
      page: 'docs/schedules.md#a-schedule',
    },
    buckets: {
      type: 'list of numbers or durations',
      usual: '`[0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10]`',
      meaning:
        'the upper bounds of its histograms in seconds, ascending: `0.5` is `500ms`. Without +Inf, which is always there',
      page: 'docs/schedules.md#a-schedule',
    },
    max_per_host: {
      type: 'whole number',
      usual: '`1`',
      meaning:
        'how many runs may go to one host at a time. Others wait, which is not part of their measurement',
      page: 'docs/schedules.md#a-schedule',
    },
    slo: { type: 'block', usual: 'none', meaning: 'what is promised', page: 'docs/schedules.md#a-schedule' },
    static_configs: {
      type: 'list of target groups',
      usual: '',
      meaning: 'targets in the file itself',
      page: 'docs/schedules.md#a-schedule',
    },
    file_sd_configs: {
      type: 'list of blocks',
      usual: '',
      meaning: 'targets in other files',
      page: 'docs/schedules.md#a-schedule',
    },
    http_sd_configs: {
      type: 'list of blocks',
      usual: '',
      meaning: 'targets that a server knows',
      page: 'docs/schedules.md#a-schedule',
    },
    dns_sd_configs: {
      type: 'list of blocks',
      usual: '',
      meaning: 'targets that the DNS knows',
      page: 'docs/schedules.md#a-schedule',
    },
  },
  slo: {
    availability: {
      type: 'percentage',
      usual: 'none',
      meaning: 'how many runs are to succeed: `99.9`. More than 0 and less than 100',
      page: 'docs/schedules.md#slo',
    },
    latency: {
      type: 'block',
      usual: 'none',
      meaning: 'how many are to be fast',
      page: 'docs/schedules.md#slo',
    },
  },
  'slo.latency': {
    threshold: {
      type: 'duration',
      usual: '',
      meaning: 'how long a fast run may take. It is always among the buckets',
      page: 'docs/schedules.md#slo',
    },
    ratio: {
      type: 'percentage',
      usual: '',
      meaning: 'how many runs are to be as fast',
      page: 'docs/schedules.md#slo',
    },
  },
  static_configs: {
    targets: {
      type: 'list of texts',
      usual: '',
      meaning: 'the targets. Required, and not empty',
      page: 'docs/schedules.md#static_configs',
    },
    labels: {
      type: 'names to texts',
      usual: 'none',
      meaning: 'labels of their series, and [how they are probed](#labels)',
      page: 'docs/schedules.md#static_configs',
    },
  },
  file_sd_configs: {
    files: {
      type: 'list of paths',
      usual: '',
      meaning:
        'YAML or JSON files of target groups, by their endings `.yml`, `.yaml` and `.json`. `*` may stand in the last part of a path. Relative paths begin at the folder of the configuration file. Required',
      page: 'docs/schedules.md#file_sd_configs',
    },
    refresh_interval: {
      type: 'duration',
      usual: '`5m`',
      meaning: 'how often they are read at the latest',
      page: 'docs/schedules.md#file_sd_configs',
    },
  },
  http_sd_configs: {
    url: {
      type: 'URL',
      usual: '',
      meaning: 'who answers with target groups in JSON: `http://` or `https://`. Required',
      page: 'docs/schedules.md#http_sd_configs',
    },
    refresh_interval: {
      type: 'duration',
      usual: '`1m`',
      meaning: 'how often it is asked',
      page: 'docs/schedules.md#http_sd_configs',
    },
    basic_auth: {
      type: '',
      usual: '',
      meaning: 'as in the [HTTP client keys](configuration.md#http-client-keys)',
      page: 'docs/schedules.md#http_sd_configs',
    },
    authorization: {
      type: '',
      usual: '',
      meaning: 'as in the [HTTP client keys](configuration.md#http-client-keys)',
      page: 'docs/schedules.md#http_sd_configs',
    },
    bearer_token: {
      type: '',
      usual: '',
      meaning: 'as in the [HTTP client keys](configuration.md#http-client-keys)',
      page: 'docs/schedules.md#http_sd_configs',
    },
    bearer_token_file: {
      type: '',
      usual: '',
      meaning: 'as in the [HTTP client keys](configuration.md#http-client-keys)',
      page: 'docs/schedules.md#http_sd_configs',
    },
    tls_config: {
      type: '',
      usual: '',
      meaning: 'as in the [HTTP client keys](configuration.md#http-client-keys)',
      page: 'docs/schedules.md#http_sd_configs',
    },
    follow_redirects: {
      type: '',
      usual: '',
      meaning: 'as in the [HTTP client keys](configuration.md#http-client-keys)',
      page: 'docs/schedules.md#http_sd_configs',
    },
    enable_http2: {
      type: '',
      usual: '',
      meaning: 'as in the [HTTP client keys](configuration.md#http-client-keys)',
      page: 'docs/schedules.md#http_sd_configs',
    },
    http_headers: {
      type: '',
      usual: '',
      meaning: 'as in the [HTTP client keys](configuration.md#http-client-keys)',
      page: 'docs/schedules.md#http_sd_configs',
    },
    oauth2: {
      type: '',
      usual: '',
      meaning: 'refused: this version does not discover through them',
      page: 'docs/schedules.md#http_sd_configs',
    },
    proxy_url: {
      type: '',
      usual: '',
      meaning: 'refused: this version does not discover through them',
      page: 'docs/schedules.md#http_sd_configs',
    },
    no_proxy: {
      type: '',
      usual: '',
      meaning: 'refused: this version does not discover through them',
      page: 'docs/schedules.md#http_sd_configs',
    },
    proxy_from_environment: {
      type: '',
      usual: '',
      meaning: 'refused: this version does not discover through them',
      page: 'docs/schedules.md#http_sd_configs',
    },
    proxy_connect_header: {
      type: '',
      usual: '',
      meaning: 'refused: this version does not discover through them',
      page: 'docs/schedules.md#http_sd_configs',
    },
  },
  dns_sd_configs: {
    names: {
      type: 'list of names',
      usual: '',
      meaning: 'whose records are the targets. Required',
      page: 'docs/schedules.md#dns_sd_configs',
    },
    type: {
      type: 'text',
      usual: '`SRV`',
      meaning: '`SRV`, `A` or `AAAA`',
      page: 'docs/schedules.md#dns_sd_configs',
    },
    port: {
      type: 'whole number',
      usual: 'none',
      meaning:
        'the port of `A` and `AAAA` targets, which have none of their own. Without it the address alone is the target',
      page: 'docs/schedules.md#dns_sd_configs',
    },
    refresh_interval: {
      type: 'duration',
      usual: '`30s`',
      meaning: 'how often they are asked for',
      page: 'docs/schedules.md#dns_sd_configs',
    },
  },
};
