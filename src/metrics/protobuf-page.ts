import type { NameEscaping } from './label-names.ts';
import type { PageEncoder, PageFamily, PageSample } from './page.ts';
import { encodeHeading, encodeMetric, varint } from './protobuf.ts';
import { seriesLabels, withLabel } from './series-labels.ts';

/**
 * Writes a page as delimited protobuf. As the length of a family comes before it, a family is sent only once
 * the next one begins.
 */
export function protobufPage(escaping: NameEscaping): PageEncoder {
  let current: PageFamily | undefined;
  /** Of the current family: what is in bytes already, and what is not yet. */
  let pieces: Uint8Array[] = [];
  let text = '';
  let finished: Uint8Array[] = [];

  const pack = (): void => {
    if (text === '') return;
    pieces.push(Buffer.from(text, 'latin1'));
    text = '';
  };

  const finishFamily = (): void => {
    pack();
    if (pieces.length === 0) return;
    const length = pieces.reduce((sum, piece) => sum + piece.length, 0);
    finished.push(Buffer.from(varint(length), 'latin1'), ...pieces);
    pieces = [];
  };

  const take = (): readonly Uint8Array[] => {
    pack();
    const taken = finished;
    finished = [];
    return taken;
  };

  return {
    add(family: PageFamily, { labels, value, exemplar }: PageSample): void {
      if (family !== current) {
        finishFamily();
        text = encodeHeading(family);
        current = family;
      }
      if (typeof value === 'number') {
        text += encodeMetric(family.type, { labels: seriesLabels(labels, escaping), value, exemplar });
        return;
      }
      // The scraper adds `le`: the target's own makes room for it here too.
      const { target, own } = labels;
      const withBound = seriesLabels({ target, own: withLabel(own, 'le') }, escaping);
      const written = withBound.filter(({ name }) => name !== 'le');
      text += encodeMetric(family.type, { labels: written, value });
    },
    pendingBytes: () => text.length,
    take,
    end() {
      finishFamily();
      return take();
    },
  };
}
