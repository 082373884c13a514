import { warnOfDialogue } from '../shared/dialogue-warnings.ts';
import type { WrittenBlock } from '../shared/schema/written-block.ts';

/** Warns of values of the block `unix` that load, as they do in the reference, and then fail every probe. */
export function warnOfMistakes(block: WrittenBlock): void {
  warnOfDialogue(block);
  const tlsConfig = block.block('tls_config');
  if (tlsConfig.text('server_name') !== '' || tlsConfig.isTrue('insecure_skip_verify')) return;
  const starts = block.blocks('query_response').filter((step) => step.isTrue('starttls'));
  for (const [key, asked] of [
    ['tls', block] as const,
    ...starts.map((step) => ['starttls', step] as const),
  ]) {
    if (!asked.isTrue(key)) continue;
    asked.warn(key, 'fails every probe: a path is no name to verify; set server_name in tls_config');
  }
}
