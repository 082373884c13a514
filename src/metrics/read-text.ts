/** Reads Prometheus' text format 0.0.4, which vantage points answer with. */

/** A series with its value. */
export interface ReadSample {
  readonly name: string;
  readonly labels: Readonly<Record<string, string>>;
  readonly value: number;
}

const nameAtStart = /^[a-zA-Z_:][a-zA-Z0-9_:]*/u;
const label = /\s*(?<name>[a-zA-Z_][a-zA-Z0-9_]*)\s*=\s*"(?<value>(?:[^"\\]|\\.)*)"\s*(?:,|(?=\}))/uy;
const escapes: Readonly<Record<string, string>> = { '\\n': '\n', '\\"': '"', '\\\\': '\\' };
const infinities: ReadonlyMap<string, number> = new Map([
  ['+inf', Number.POSITIVE_INFINITY],
  ['inf', Number.POSITIVE_INFINITY],
  ['-inf', Number.NEGATIVE_INFINITY],
  ['nan', Number.NaN],
]);

/** The samples of a page in their order; `undefined` when a line of it is neither a comment nor a sample. */
export function readMetricsText(page: string): readonly ReadSample[] | undefined {
  const samples: ReadSample[] = [];
  for (const line of page.split('\n')) {
    const text = line.trim();
    if (text === '' || text.startsWith('#')) continue;
    const sample = sampleOf(text);
    if (sample === undefined) return undefined;
    samples.push(sample);
  }
  return samples;
}

function sampleOf(line: string): ReadSample | undefined {
  const name = nameAtStart.exec(line)?.[0];
  if (name === undefined) return undefined;
  const found = labelsOf(line.slice(name.length).trimStart());
  // A time stamp may follow the value.
  const [written = '', , ...more] = found?.rest.trim().split(/\s+/u) ?? [];
  const value = infinities.get(written.toLowerCase()) ?? Number(written);
  const isNumber = written !== '' && (written.toLowerCase() === 'nan' || !Number.isNaN(value));
  return found === undefined || !isNumber || more.length > 0
    ? undefined
    : { name, labels: found.labels, value };
}

function labelsOf(
  text: string,
): { readonly labels: Record<string, string>; readonly rest: string } | undefined {
  if (!text.startsWith('{')) return { labels: {}, rest: text };
  const pairs: (readonly [string, string])[] = [];
  let at = 1;
  for (;;) {
    label.lastIndex = at;
    const { name, value } = label.exec(text)?.groups ?? {};
    if (name === undefined || value === undefined) break;
    pairs.push([name, value.replaceAll(/\\[\\n"]/gu, (escape) => escapes[escape] ?? escape)]);
    at = label.lastIndex;
  }
  const end = /^\s*\}/u.exec(text.slice(at))?.[0];
  if (end === undefined) return undefined;
  return { labels: Object.fromEntries(pairs), rest: text.slice(at + end.length) };
}
