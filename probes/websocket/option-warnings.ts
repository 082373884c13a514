import { warnOfAddresses } from '../shared/address-warnings.ts';
import { warnOfHeaders } from '../shared/header-warnings.ts';
import type { WrittenBlock } from '../shared/schema/written-block.ts';
import { handshakeFields } from './request.ts';

/** Warns of values of the block `websocket` that load, as they do in the reference, and then fail every probe. */
export function warnOfMistakes(block: WrittenBlock): void {
  warnOfAddresses(block);
  warnOfHeaders(block, 'headers');
  const headers = block.block('headers');
  for (const name of headers.keys) {
    if (handshakeFields.has(name.toLowerCase())) {
      headers.warn(name, 'fails every probe: the header belongs to the handshake');
    }
  }
}
