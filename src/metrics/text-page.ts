import { goFloat } from './go-float.ts';
import { openMetricsHeading, textHeading } from './heading.ts';
import { escapeQuoted, type NameEscaping } from './label-names.ts';
import type { Exemplar, HistogramValue, PageEncoder, PageFamily, PageSample } from './page.ts';
import { type LabelSet, pairsText, type SeriesLabels, seriesLabels, withLabel } from './series-labels.ts';

/** One of the text formats: Prometheus' 0.0.4 or OpenMetrics 1.0. */
export interface TextForm {
  readonly format: 'text' | 'openmetrics';
  readonly escaping: NameEscaping;
}

/**
 * Writes a page as text. OpenMetrics also has exemplars, units and `# EOF`.
 *
 * Pages of a million lines are written here: what the lines of a series have in common is put together once, and
 * what many series have in common is remembered.
 */
export function textPage({ format, escaping }: TextForm): PageEncoder {
  const heading = format === 'openmetrics' ? openMetricsHeading : textHeading;
  const leText = format === 'openmetrics' ? openMetricsBound : goFloat;
  const exemplarText = format === 'openmetrics' ? openMetricsExemplar : () => '';
  let current: PageFamily | undefined;
  let text = '';

  const leTexts = remembered((upperBounds: readonly number[]) => [...upperBounds.map(leText), '+Inf']);
  const withBound = remembered((own: LabelSet) => withLabel(own, 'le'));

  const addHistogram = (name: string, labels: SeriesLabels, value: HistogramValue): void => {
    const { target, own } = labels;
    const all = seriesLabels({ target, own: withBound(own) }, escaping);
    const at = all.findIndex(({ name: label }) => label === 'le');
    const before = all.slice(0, at).map(({ pair }) => pair);
    const after = all.slice(at + 1).map(({ pair }) => pair);
    const head = `${name}_bucket{${[...before, 'le="'].join(',')}`;
    const tail = `${['"', ...after].join(',')}} `;
    let count = 0;
    for (const [index, le] of leTexts(value.upperBounds).entries()) {
      count += value.counts[index] ?? 0;
      text += `${head}${le}${tail}${goFloat(count)}${exemplarText(value.exemplars?.[index])}\n`;
    }
    const braced = inBraces([...before, ...after].join(','));
    text += `${name}_sum${braced} ${goFloat(value.sum)}\n${name}_count${braced} ${goFloat(count)}\n`;
  };

  const flush = (): readonly Uint8Array[] => {
    if (text === '') return [];
    const bytes = Buffer.from(text, 'utf8');
    text = '';
    return [bytes];
  };

  return {
    add(family: PageFamily, { labels, value, exemplar }: PageSample): void {
      if (family !== current) {
        text += heading(family);
        current = family;
      }
      const { name } = family;
      if (typeof value === 'number') {
        text += `${name}${inBraces(labelText(labels, escaping))} ${goFloat(value)}${exemplarText(exemplar)}\n`;
      } else {
        addHistogram(name, labels, value);
      }
    },
    // Characters are few bytes each; the slices need not be equal.
    pendingBytes: () => text.length,
    take: flush,
    end() {
      if (format === 'openmetrics') text += '# EOF\n';
      return flush();
    },
  };
}

/** The function with a memory, as thousands of series ask it the same. */
function remembered<Key extends object, Value>(make: (key: Key) => Value): (key: Key) => Value {
  const known = new WeakMap<Key, Value>();
  return (key) => {
    const value = known.get(key) ?? make(key);
    known.set(key, value);
    return value;
  };
}

function labelText(labels: SeriesLabels, escaping: NameEscaping): string {
  const { target, own } = labels;
  if (own.labels.length === 0 && target.isClassic) return target.text;
  return pairsText(seriesLabels(labels, escaping));
}

function inBraces(pairs: string): string {
  return pairs === '' ? '' : `{${pairs}}`;
}

/** OpenMetrics 1.0, "Canonical numbers": as Go prints it, with `.0` where nothing else says it is no integer. */
function openMetricsBound(upperBound: number): string {
  const text = goFloat(upperBound);
  return /^-?\d+$/.test(text) ? `${text}.0` : text;
}

/**
 * To the nanosecond, at a time to the millisecond. Not by `String`, whose results V8 remembers for a while: hundreds
 * of thousands of numbers that never come again would all outlive the page.
 */
function openMetricsExemplar(exemplar: Exemplar | undefined): string {
  if (exemplar === undefined) return '';
  const { run, value } = exemplar;
  const valueText = value.toFixed(9).replace(/\.?0+$/, '');
  return ` # {run_id="${escapeQuoted(run.id)}"} ${valueText} ${run.endedAtSeconds.toFixed(3)}`;
}
