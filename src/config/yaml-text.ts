import { Document, type ScalarTag } from 'yaml';
import { bytesFromText, hasRawBytes } from '../../probes/shared/schema/byte-string.ts';
import { plainKind } from '../../probes/shared/schema/plain-scalar.ts';

/** A text as a YAML scalar: its first line, and those of a literal block without their indentation. */
export interface YamlText {
  readonly first: string;
  readonly block: readonly string[];
}

// What readers of YAML 1.1 or 1.2 take for something else than a text, the sign of a value and of a merge too.
const typedPlain: readonly RegExp[] = [
  /^(?:=|<<)$/,
  ...(['1.1', '1.2'] as const).flatMap((version) =>
    new Document(null, { version }).schema.tags.flatMap((tag) => testOf(tag)),
  ),
];
// Line breaks other than LF, and everything that some reader refuses to see raw.
const special = /[^\n -~\u00a0-\u2027\u202a-\ud7ff\ue000-\ufefe\uff00-\ufffd]/u;
const plainForbidden = /^(?:$|[ #,[\]{}&*!|>'"%@`]|[-?:](?:[ \t]|$)|---|\.\.\.)|: | #|[: ]$/;
const namedEscapes = new Map([
  ['\0', '\\0'],
  ['\x07', '\\a'],
  ['\b', '\\b'],
  ['\t', '\\t'],
  ['\n', '\\n'],
  ['\v', '\\v'],
  ['\f', '\\f'],
  ['\r', '\\r'],
  ['\x1b', '\\e'],
  ['"', '\\"'],
  ['\\', '\\\\'],
  ['\x85', '\\N'],
  ['\u2028', '\\L'],
  ['\u2029', '\\P'],
]);

/**
 * Writes `text` so that every YAML reader gets exactly it back, in the style that Go's library would choose:
 * plain where that is safe, in quotes, or as a literal block of lines.
 *
 * @param indent How many columns deeper than its parent a literal block will stand.
 */
export function yamlText(text: string, indent: number): YamlText {
  if (isBlock(text)) return literal(text, indent);
  return { first: yamlLine(text), block: [] };
}

/** {@link yamlText} on one line, as a key has to be. */
export function yamlLine(text: string): string {
  if (hasRawBytes(text)) return `!!binary ${bytesFromText(text).toString('base64')}`;
  if (special.test(text) || text.includes('\n') || isTyped(text)) return doubleQuoted(text);
  return plainForbidden.test(text) ? `'${text.replaceAll("'", "''")}'` : text;
}

function isTyped(text: string): boolean {
  return plainKind(text) !== 'text' || typedPlain.some((pattern) => pattern.test(text));
}

function isBlock(text: string): boolean {
  return text.includes('\n') && !special.test(text) && !/ \n| $/.test(text);
}

function literal(text: string, indent: number): YamlText {
  const hint = /^[ \n]/.test(text) ? String(indent) : '';
  const ending = text.endsWith('\n') ? (/(?:^|\n)\n$/.test(text) ? '+' : '') : '-';
  const lines = text.split('\n');
  if (ending !== '-') lines.pop();
  return { first: `|${hint}${ending}`, block: lines };
}

function doubleQuoted(text: string): string {
  const characters = Array.from(text, (character) => {
    const named = namedEscapes.get(character);
    if (named !== undefined || !special.test(character)) return named ?? character;
    const code = character.codePointAt(0) ?? 0;
    const hex = code.toString(16).toUpperCase();
    if (code <= 0xff) return `\\x${hex.padStart(2, '0')}`;
    return code <= 0xffff ? `\\u${hex.padStart(4, '0')}` : `\\U${hex.padStart(8, '0')}`;
  });
  return `"${characters.join('')}"`;
}

function testOf(tag: Document['schema']['tags'][number]): RegExp[] {
  return isScalarTag(tag) && tag.test !== undefined ? [tag.test] : [];
}

function isScalarTag(tag: Document['schema']['tags'][number]): tag is ScalarTag {
  return tag.collection === undefined;
}
