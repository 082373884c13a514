import { createHash } from 'node:crypto';
import { readFile, stat } from 'node:fs/promises';
import { extname } from 'node:path';
import { textFromBytes } from '../../probes/shared/schema/byte-string.ts';
import { readFailure } from '../config/read-file.ts';
import type { FileSdConfig } from '../config/schedule.ts';
import { isAbsence } from './absence.ts';
import type { Discoverer, Finding, Refreshed } from './discoverer.ts';
import { maxJsonBytes, maxYamlBytes } from './document-size.ts';
import { type FilePattern, filePattern } from './file-pattern.ts';
import { watchFolders } from './folder-watch.ts';
import { readJsonGroups, readYamlGroups } from './target-document.ts';

/**
 * Files of target groups, JSON or YAML by the ending of their names. A file that cannot be read, or makes no sense,
 * fails; one that does not exist is gone. `onChange` is called when something in their folders has changed.
 */
export function fileDiscoverer({ files, refreshIntervalMs }: FileSdConfig, onChange: () => void): Discoverer {
  const patterns = files.map(filePattern);
  const folders = [...new Set(patterns.map(({ folder }) => folder))];
  const watch = watchFolders(onChange);
  const contents = new Map<string, Content>();
  return {
    kind: 'file',
    name: patterns.map(({ path }) => path).join(', '),
    refreshIntervalMs,
    hasPlace: (place) => patterns.some((pattern) => pattern.matches(place)),
    shown: (place) => place,
    async refresh() {
      // Watched before anything is read, so that no change falls in between.
      const unwatched = watch.renew(folders);
      const listed = await Promise.all(patterns.map(listFiles));
      const findings = new Map([...unwatched, ...listed.flatMap((listing) => [...listing.findings])]);
      const paths = new Set(listed.flatMap((listing) => listing.paths));
      for (const path of paths) {
        const content = await readContent(path, contents.get(path));
        if (content === undefined) continue;
        contents.set(path, content);
        findings.set(path, content.finding);
      }
      for (const path of contents.keys()) if (!paths.has(path)) contents.delete(path);
      return { findings, isComplete: listed.every(({ isComplete }) => isComplete) };
    },
    [Symbol.dispose]: () => watch[Symbol.dispose](),
  };
}

interface Listing extends Refreshed {
  readonly paths: readonly string[];
}

async function listFiles(pattern: FilePattern): Promise<Listing> {
  try {
    const paths = await pattern.list();
    if (paths.length > 0) return { paths, findings: new Map(), isComplete: true };
    const remark = `no file matches ${pattern.path}`;
    return { paths, findings: new Map([[pattern.path, { ok: true, groups: [], remark }]]), isComplete: true };
  } catch (error) {
    const detail = `cannot list ${pattern.folder}: ${readFailure(error)}`;
    return { paths: [], findings: new Map([[pattern.path, { ok: false, detail }]]), isComplete: false };
  }
}

/** What a file said, and the hash by which to know it again. */
interface Content {
  readonly sha256: string;
  readonly finding: Finding;
}

/** Reads a file; what is as it was is not parsed again. `undefined` when the file is not there any more. */
async function readContent(path: string, before: Content | undefined): Promise<Content | undefined> {
  const unreadable = (detail: string): Content => ({ sha256: '', finding: { ok: false, detail } });
  let bytes: Buffer;
  try {
    const status = await stat(path);
    if (!status.isFile()) return unreadable(`${path} is no regular file`);
    if (status.size > maxJsonBytes) return unreadable(tooLarge(path, maxJsonBytes));
    bytes = await readFile(path);
  } catch (error) {
    if (isAbsence(error)) return undefined;
    return unreadable(`cannot read ${path}: ${readFailure(error)}`);
  }
  const sha256 = createHash('sha256').update(bytes).digest('hex');
  return before?.sha256 === sha256 ? before : { sha256, finding: findingOf(path, bytes) };
}

function findingOf(path: string, bytes: Buffer): Finding {
  switch (extname(path).toLowerCase()) {
    case '.yml':
    case '.yaml':
      if (bytes.length > maxYamlBytes) return { ok: false, detail: tooLarge(path, maxYamlBytes) };
      return readYamlGroups({ text: bytes, fileName: path });
    case '.json': {
      const reading = readJsonGroups(textFromBytes(bytes));
      return reading.ok ? reading : { ok: false, detail: `${path}: ${reading.detail}` };
    }
    default:
      return {
        ok: false,
        detail: `the name of ${path} does not say what it is: let it end in .yml, .yaml or .json`,
      };
  }
}

function tooLarge(path: string, maxBytes: number): string {
  const advice = maxBytes < maxJsonBytes ? 'write it in JSON, or divide it' : 'divide it';
  return `${path} has more than ${maxBytes} bytes: ${advice}`;
}
