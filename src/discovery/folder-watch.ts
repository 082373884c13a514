import { type FSWatcher, watch } from 'node:fs';
import { isAbsence } from './absence.ts';
import type { Finding } from './discoverer.ts';

/** Watches folders for whatever happens in them. */
export interface FolderWatch extends Disposable {
  /**
   * Watches exactly these folders from now on, and again those that were removed and made anew; by folder, why one
   * that is there cannot be watched.
   */
  renew(folders: readonly string[]): ReadonlyMap<string, Finding>;
}

/** Calls `onChange` for every change in the folders; one that is not there is passed over until it is renewed. */
export function watchFolders(onChange: () => void): FolderWatch {
  let watchers: readonly FSWatcher[] = [];
  const replace = (next: readonly FSWatcher[]): void => {
    for (const watcher of watchers) watcher.close();
    watchers = next;
  };
  return {
    renew(folders) {
      const opened: FSWatcher[] = [];
      const trouble = new Map<string, Finding>();
      for (const folder of folders) {
        try {
          const watcher = watch(folder, () => onChange());
          // What is lost with it is seen at the next refresh.
          watcher.on('error', () => watcher.close());
          opened.push(watcher);
        } catch (error) {
          if (isAbsence(error)) continue;
          const why = error instanceof Error ? error.message : String(error);
          const remark = `changes in ${folder} are seen at the next refresh only: ${why}`;
          trouble.set(folder, { ok: true, groups: [], remark });
        }
      }
      // The old ones close last, so that the folders are watched all the time.
      replace(opened);
      return trouble;
    },
    [Symbol.dispose]: () => replace([]),
  };
}
