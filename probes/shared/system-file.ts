import { readFileSync, statSync } from 'node:fs';

/**
 * A view of a small system file (`/etc/hosts`, `/etc/resolv.conf`): parsed at the first call and again only
 * when its modification time or size changed. A file that cannot be read counts as empty.
 *
 * Reads synchronously on purpose: such files are small and cached by the kernel, while asynchronous reads
 * would queue in the process-wide thread pool behind whatever blocks it.
 */
export function systemFile<T>(path: string, parse: (text: string) => T): () => T {
  let known: { readonly version: string; readonly content: T } | undefined;
  return () => {
    const version = versionOf(path);
    if (known?.version !== version) known = { version, content: parse(textOf(path)) };
    return known.content;
  };
}

function versionOf(path: string): string {
  try {
    const { ino, mtimeNs, size } = statSync(path, { bigint: true });
    return `${ino} ${mtimeNs} ${size}`;
  } catch {
    return 'unreadable';
  }
}

function textOf(path: string): string {
  try {
    return readFileSync(path, 'utf8');
  } catch {
    return '';
  }
}
