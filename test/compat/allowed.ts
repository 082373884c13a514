/** Where Vantage and the blackbox_exporter that stands beside it may differ, each with its reason. */

/** The release that the lists were made beside, Debian's: what does not differ from it is not to be listed. */
export const listedRelease = '0.23.0';

/** Families that only Vantage has. */
export const familiesOfOurs: Readonly<Record<string, string>> = {
  probe_timeout_seconds: 'came after 0.28.0',
  probe_tls_cipher_info: 'came after 0.23.0',
  probe_failed_due_to_bytes: 'came after 0.23.0',
  probe_failure_info: 'ours',
  probe_local_delay_seconds: 'ours',
  probe_tls_certificate_not_after_timestamp_seconds: 'ours',
  probe_tls_verified: 'ours',
  probe_dns_answer_min_ttl_seconds: 'ours',
  probe_icmp_loss_ratio: 'ours',
  probe_icmp_packets_duplicate: 'ours',
  probe_icmp_packets_received: 'ours',
  probe_icmp_packets_sent: 'ours',
  probe_icmp_rtt_max_seconds: 'ours',
  probe_icmp_rtt_mean_seconds: 'ours',
  probe_icmp_rtt_min_seconds: 'ours',
  probe_icmp_rtt_stddev_seconds: 'ours',
};

/** Labels that only Vantage has. */
export const labelsOfOurs: Readonly<Record<string, string>> = {
  serialnumber: 'came after 0.23.0',
};

/** Families that only the reference has, and only as a zero. */
export const zerosOfTheirs: Readonly<Record<string, string>> = {
  probe_failed_due_to_regex: 'up to 0.23.0 tcp had it before there was a connection',
  probe_ssl_earliest_cert_expiry: 'up to 0.23.0 grpc had it without TLS',
};

/** What releases of the reference do not have, by the words that a module which needs it has in it; each in a module. */
export const laterFeatures: Readonly<Record<string, string>> = {
  'prober: unix': '{prober: unix, unix: {}}',
  'prober: websocket': '{prober: websocket, websocket: {}}',
  'body_file:': '{prober: http, http: {body_file: a}}',
  'fail_if_body_json_matches_cel:': '{prober: http, http: {fail_if_body_json_matches_cel: body.a}}',
  'fail_if_body_json_not_matches_cel:': '{prober: http, http: {fail_if_body_json_not_matches_cel: body.a}}',
  'http_headers:': '{prober: http, http: {http_headers: {X-A: {values: [a]}}}}',
  'enable_http3:': '{prober: http, http: {enable_http3: false}}',
  'grant_type:': '{prober: http, http: {oauth2: {client_id: a, token_url: b, grant_type: c}}}',
  'no_proxy:': '{prober: http, http: {proxy_url: "http://a", no_proxy: b}}',
  'metadata:': '{prober: grpc, grpc: {metadata: {a: [b]}}}',
  'expect_bytes:': '{prober: tcp, tcp: {query_response: [{expect_bytes: a}]}}',
  '_ref:': '{prober: http, http: {tls_config: {ca_ref: a}}}',
  'labels:': '{prober: tcp, tcp: {query_response: [{expect: a, labels: []}]}}',
};

/** Rows that may differ in anything. */
export const rowsThatDiffer: Readonly<Record<string, string>> = {
  'an HTTP answer takes a scheme in capitals': 'up to 0.28.0 case counts there',
  'an HTTP answer over TLS takes a scheme in any case': 'up to 0.28.0 case counts there',
  'a redirect may look at the body of a redirect that it may not follow': 'there the body is closed by then',
  'a TCP connection with TLS verifies the hostname parameter in its place': 'came after 0.23.0',
  'a DNS query does not send a label that is too long': 'we dial nobody for a query that cannot be written',
  'a DNS query does not send an empty label': 'we dial nobody for a query that cannot be written',
  'the time-out ends DNS that hears of another question alone': 'there any reply with the right id counts',
  'the health over gRPC comes over IPv6, too': 'there brackets are lost, and the address with them',
  'an OAuth 2.0 token gives way to a configured header': 'in 0.23.0 the token replaces the header',
};

/** Rows that cannot be tried beside the reference. */
export const rowsNotToTry: Readonly<Record<string, string>> = {
  'an echo request cannot carry less than nothing': 'there the probe panics, and nobody is answered',
  'the time-out ends gRPC, too': 'there the call has no deadline and lasts 20 s',
};

/** Configurations that one of both takes and the other does not, beside those with later features. */
export const verdictsThatDiffer: Readonly<Record<string, string>> = {
  'HTTP/3 instead of HTTP/2': 'we do not speak it',
  'HTTP/3 with versions': 'we do not speak it',
  'HTTP/3.0 without HTTP/3': 'in 0.23.0 no version was looked at',
  'a certificate without its key': 'in 0.23.0 the probes failed instead',
  'a key without its certificate': 'in 0.23.0 the probes failed instead',
};
