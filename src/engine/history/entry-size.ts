import type { HistoryEntry } from './history.ts';

/** What V8 takes for an object, for each of its properties or items, and for a text besides its characters. */
const objectBytes = 56;
const slotBytes = 16;
const stringBytes = 24;

/**
 * About how many bytes of memory keeping a run takes, rather more than less. The module is not counted: it belongs to the
 * configuration.
 */
export function entrySize({ runId, jobName = '', result, changes }: Omit<HistoryEntry, 'id'>): number {
  return objectBytes + 5 * slotBytes + sizeOf(runId) + sizeOf(jobName) + sizeOf(result) + sizeOf(changes);
}

function sizeOf(value: unknown): number {
  if (typeof value === 'string') return stringSize(value);
  if (typeof value !== 'object' || value === null) return 0;
  let size = objectBytes;
  if (Array.isArray(value)) {
    for (const item of value) size += slotBytes + sizeOf(item);
    return size;
  }
  for (const property of Object.values(value)) size += slotBytes + sizeOf(property);
  return size;
}

/** V8 takes one byte for each character where all are Latin-1, else two. */
function stringSize(text: string): number {
  const isPlain = Buffer.byteLength(text) === text.length;
  return stringBytes + (isPlain ? text.length : 2 * text.length);
}
