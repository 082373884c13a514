import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

/** A directory that is removed, with all it holds, when this process ends, as long as it is not killed. */
export function temporaryDirectory(): string {
  const path = mkdtempSync(join(tmpdir(), 'vantage-bench-'));
  process.once('exit', () => rmSync(path, { recursive: true, force: true }));
  return path;
}
