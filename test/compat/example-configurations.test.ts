/** Configurations of others load as they are. */
import { existsSync, readFileSync } from 'node:fs';
import { describe, expect, test } from 'vitest';
import { parse } from 'yaml';
import { probers } from '../../probes/registry.ts';
import { formatIssue } from '../../src/config/issue.ts';
import { loadConfig } from '../../src/config/load.ts';

const everyKey = 'test/compat/files/every-key.yml';
const debian = '/etc/prometheus/blackbox.yml';

/** The issues of a file, or its warnings when it loads, behind its place in the file. */
async function remarks(path: string): Promise<{ readonly ok: boolean; readonly said: readonly string[] }> {
  const loaded = await loadConfig([path], probers);
  const said = (loaded.ok ? loaded.warnings : loaded.issues).map(formatIssue);
  return { ok: loaded.ok, said: said.map((line) => line.replace(/^\S+ /u, '')) };
}

test('a file with every key loads, and is warned of nothing but old keys and references to secrets', async () => {
  const { ok, said } = await remarks(everyKey);
  const others = said.filter((line) => !/: is deprecated; |: there is no secret store /u.test(line));
  expect({ ok, others }).toEqual({ ok: true, others: [] });
});

/** Every key in a value, at any depth. */
function keysIn(value: unknown): readonly string[] {
  if (Array.isArray(value)) return value.flatMap(keysIn);
  if (typeof value !== 'object' || value === null) return [];
  return Object.entries(value).flatMap(([key, inner]) => [key, ...keysIn(inner)]);
}

// biome-ignore format: lists of words
describe.each([
  ['modules', 'prober timeout http tcp icmp dns grpc unix websocket'],
  ['http', 'valid_status_codes valid_http_versions preferred_ip_protocol ip_protocol_fallback skip_resolve_phase_with_proxy follow_redirects no_follow_redirects fail_if_ssl fail_if_not_ssl method headers fail_if_body_matches_regexp fail_if_body_not_matches_regexp fail_if_body_json_matches_cel fail_if_body_json_not_matches_cel fail_if_header_matches fail_if_header_not_matches header regexp allow_missing body body_file compression body_size_limit enable_http3'],
  ['clients of HTTP', 'basic_auth username username_file username_ref password password_file password_ref authorization type credentials credentials_file credentials_ref bearer_token bearer_token_file tls_config follow_redirects enable_http2 proxy_url no_proxy proxy_from_environment proxy_connect_header http_headers values secrets files'],
  ['oauth2', 'oauth2 client_id token_url client_secret client_secret_file client_secret_ref client_certificate_key_id client_certificate_key client_certificate_key_file client_certificate_key_ref grant_type signature_algorithm iss audience claims scopes endpoint_params'],
  ['tls_config', 'ca ca_file ca_ref cert cert_file cert_ref key key_file key_ref server_name insecure_skip_verify min_version max_version'],
  ['tcp and unix', 'source_ip_address query_response expect expect_bytes labels name value send starttls tls'],
  ['icmp', 'payload_size dont_fragment ttl'],
  ['dns', 'query_name query_type query_class transport_protocol dns_over_tls recursion_desired valid_rcodes validate_answer_rrs validate_authority_rrs validate_additional_rrs fail_if_matches_regexp fail_if_all_match_regexp fail_if_not_matches_regexp fail_if_none_matches_regexp'],
  ['grpc and websocket', 'service metadata http_config headers'],
])('the keys of %s', (_name, keys) => {
  test('are all in that file', () => {
    const used = new Set(keysIn(parse(readFileSync(everyKey, 'utf8'))));
    expect(keys.split(' ').filter((key) => !used.has(key))).toEqual([]);
  });
});

test("the modules of the reference's image load", async () => {
  expect(await remarks('test/compat/files/usual-modules.yml')).toEqual({ ok: true, said: [] });
});

test.skipIf(!isInstalled())('the file that Debian installs loads, without a warning', async () => {
  expect(await remarks(debian)).toEqual({ ok: true, said: [] });
});

function isInstalled(): boolean {
  if (existsSync(debian)) return true;
  const missing = `${debian} is not there (Debian package prometheus-blackbox-exporter)`;
  if (process.env['CI'] !== undefined) throw new Error(`CI must run this test: ${missing}`);
  process.stdout.write(`skipped: ${missing}\n`);
  return false;
}
