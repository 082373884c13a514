import { warnOfAddresses } from '../shared/address-warnings.ts';
import type { WrittenBlock } from '../shared/schema/written-block.ts';

/** Warns of values of the block `tls` that load and then fail every probe. */
export function warnOfMistakes(block: WrittenBlock): void {
  warnOfAddresses(block);
  const highest = block.block('tls_config').text('max_version');
  // The names of the versions sort as the versions do.
  if (highest !== '' && block.text('min_version') > highest) {
    block.warn('min_version', 'fails every probe: tls_config.max_version allows none that is so high');
  }
}
