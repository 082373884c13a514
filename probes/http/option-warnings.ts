import { warnOfAddresses } from '../shared/address-warnings.ts';
import { warnOfHeaders } from '../shared/header-warnings.ts';
import { isFieldName } from '../shared/http/message.ts';
import type { WrittenBlock } from '../shared/schema/written-block.ts';
import { bodyCodings } from './body-codings.ts';
import { warnOfProxy } from './proxy/option-warnings.ts';

/** Warns of values of the block `http` that load, as they do in the reference, and then fail every probe. */
export function warnOfMistakes(block: WrittenBlock): void {
  warnOfAddresses(block);
  warnOfHeaders(block, 'headers');
  warnOfHeaders(block, 'http_headers');
  warnOfProxy(block);
  warnOfVersions(block);
  const method = block.text('method');
  if (method !== '' && !isFieldName(method)) block.warn('method', 'fails every probe: it is no HTTP method');
  const coding = block.text('compression').toLowerCase();
  if (coding !== '' && !bodyCodings.some((known) => known === coding)) {
    block.warn('compression', `fails every probe: it is none of ${bodyCodings.join(', ')}`);
  }
  if (block.isTrue('fail_if_ssl') && block.isTrue('fail_if_not_ssl')) {
    block.warn('fail_if_not_ssl', 'fails every probe: fail_if_ssl is set as well');
  }
  if (block.isTrue('skip_resolve_phase_with_proxy') && !hasProxy(block)) {
    block.warn('skip_resolve_phase_with_proxy', 'has no effect without proxy_url or proxy_from_environment');
  }
}

function hasProxy(block: WrittenBlock): boolean {
  return block.text('proxy_url') !== '' || block.isTrue('proxy_from_environment');
}

/** What a response can have for a version here; HTTP/3.0 is refused. */
const versions = ['HTTP/1.0', 'HTTP/1.1', 'HTTP/2.0'];

function warnOfVersions(block: WrittenBlock): void {
  const known = block.isFalse('enable_http2') ? versions.filter((name) => name !== 'HTTP/2.0') : versions;
  const wanted = block.texts('valid_http_versions');
  const impossible = wanted.filter((version) => !known.includes(version));
  const effect = impossible.length === wanted.length ? 'fails every probe' : 'has no effect in part';
  for (const version of impossible) {
    block.warn('valid_http_versions', `${effect}: ${JSON.stringify(version)} is none of ${known.join(', ')}`);
  }
}
