import type { WrittenBlock } from '../schema/written-block.ts';

/** In the order of the protocol; a block that names none goes from TLS 1.2 to TLS 1.3. */
const versions = ['TLS10', 'TLS11', 'TLS12', 'TLS13'];

/** Warns of limits in a `tls_config` between which no version of TLS lies. */
export function warnOfTlsVersions(block: WrittenBlock): void {
  const lowest = versions.indexOf(block.text('min_version') || 'TLS12');
  const highest = versions.indexOf(block.text('max_version') || 'TLS13');
  if (lowest < 0 || highest < 0 || lowest <= highest) return;
  const key = block.has('min_version') ? 'min_version' : 'max_version';
  block.warn(
    key,
    'fails every probe that uses TLS: min_version, which is TLS12 if unset, is above max_version',
  );
}

/** Warns of a `tls_config` of a block that uses no TLS; `how` says what would. */
export function warnOfUnusedTls(block: WrittenBlock, how: string): void {
  if (block.block('tls_config').keys.length > 0) block.warn('tls_config', `has no effect without ${how}`);
}
