import type { TranscriptEvent } from '../../../probes/transcript.ts';
import { printable } from '../terminal/printable.ts';
import type { EventStyle } from './event-sections.ts';
import { labelled, type Row } from './wrap.ts';

const indent = '  ';

/** So many of the lines that were passed over one after the other are shown: the last ones. */
const passedOverShown = 3;

/** A row, and whether it is of something that was read and passed over. */
interface Said {
  readonly row: Row;
  readonly isPassedOver: boolean;
}

/**
 * What was said in a dialogue: `<` is from the target, `>` to it, which is not told, as it may be a password. Of many lines
 * that were passed over the last ones are shown.
 */
export function dialogueSection(events: readonly TranscriptEvent[], style: EventStyle): readonly string[] {
  const said = events.flatMap((event) => saidIn(event) ?? []);
  const rows: Row[] = [];
  for (let at = 0; at < said.length; at += 1) {
    const next = said.findIndex(({ isPassedOver }, index) => index >= at && !isPassedOver);
    const passedOver = (next < 0 ? said.length : next) - at;
    const hidden = passedOver - passedOverShown;
    // One line in place of one line would hide something for nothing.
    if (hidden > 1) {
      rows.push({ label: '<', value: `… ${hidden} lines passed over` });
      at += hidden;
    }
    const { row } = said[at] ?? {};
    if (row !== undefined) rows.push(row);
  }
  return rows.length === 0 ? [] : [`${indent}dialogue`, ...labelled(rows, indent, style.columns)];
}

function saidIn({ kind, fields }: TranscriptEvent): Said | undefined {
  if (kind === 'dialogue.sent')
    return { row: { label: '>', value: `${String(fields['bytes'])} bytes` }, isPassedOver: false };
  if (kind === 'dialogue.starttls') return { row: { label: '>', value: 'TLS begins' }, isPassedOver: false };
  if (kind !== 'dialogue.line' && kind !== 'dialogue.bytes') return undefined;
  const { read, expected } =
    kind === 'dialogue.line'
      ? { read: fields['line'], expected: JSON.stringify(fields['expected']) }
      : { read: fields['hex'], expected: fields['expected_hex'] };
  const isPassedOver = fields['matches'] !== true;
  const judged = isPassedOver ? '' : `  (matches ${String(expected)})`;
  return { row: { label: '<', value: printable(`${String(read)}${judged}`) }, isPassedOver };
}
