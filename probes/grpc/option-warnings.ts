import { warnOfAddresses } from '../shared/address-warnings.ts';
import type { WrittenBlock } from '../shared/schema/written-block.ts';
import { warnOfUnusedTls } from '../shared/tls/option-warnings.ts';
import { metadataFields } from './metadata.ts';

/** Warns of values of the block `grpc` that load, as they do in the reference, and then fail every probe. */
export function warnOfMistakes(block: WrittenBlock): void {
  warnOfAddresses(block);
  if (!block.isTrue('tls')) warnOfUnusedTls(block, 'tls: true');
  const metadata = block.block('metadata');
  for (const key of metadata.keys) {
    const fields = metadataFields(new Map([[key, metadata.texts(key)]]));
    if (!fields.ok) metadata.warn(key, `fails every probe: ${fields.detail}`);
  }
}
