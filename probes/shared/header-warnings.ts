import { isFieldName, isFieldValue } from './http/message.ts';
import type { WrittenBlock } from './schema/written-block.ts';

/** Warns of header fields below `key` that cannot be sent; their values are texts or blocks of several sources. */
export function warnOfHeaders(block: WrittenBlock, key: string): void {
  const headers = block.block(key);
  for (const name of headers.keys) {
    const sources = headers.block(name);
    const values = [headers.text(name).trim(), ...sources.texts('values'), ...sources.texts('secrets')];
    if (!isFieldName(name)) headers.warn(name, 'fails every probe: the name of the header is no token');
    else if (!values.every(isFieldValue)) {
      headers.warn(name, 'fails every probe: the value of the header holds a control character');
    }
  }
}
