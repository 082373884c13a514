import type { WrittenBlock } from '../../shared/schema/written-block.ts';
import { parseProxy } from './proxy.ts';

/** Warns of a `proxy_url` that loads, as in the reference, and cannot be used. */
export function warnOfProxy(block: WrittenBlock): void {
  const url = block.text('proxy_url');
  const proxy = url === '' ? undefined : parseProxy(url);
  if (proxy?.ok === false) block.warn('proxy_url', `fails every probe that is to use it: ${proxy.detail}`);
}
