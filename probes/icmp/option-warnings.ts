import { warnOfAddresses } from '../shared/address-warnings.ts';
import { parseGoInteger } from '../shared/schema/plain-scalar.ts';
import type { WrittenBlock } from '../shared/schema/written-block.ts';
import { maxPayloadBytes } from './echo.ts';

/** Warns of values of the block `icmp` that load, as they do in the reference, and then fail every probe. */
export function warnOfMistakes(block: WrittenBlock): void {
  warnOfAddresses(block);
  const size = parseGoInteger(block.text('payload_size')) ?? 0;
  if (size < 0) block.warn('payload_size', 'fails every probe: it is negative');
  if (size > maxPayloadBytes) {
    block.warn('payload_size', `fails every probe: no packet carries more than ${maxPayloadBytes} bytes`);
  }
}
