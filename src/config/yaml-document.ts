import {
  Composer,
  type CST,
  type Document,
  type ErrorCode,
  type LineCounter,
  Parser,
  type YAMLError,
} from 'yaml';
import type { TextProblem } from './source-text.ts';
import { inspectTokens } from './yaml-tokens.ts';

export type YamlDocument =
  | { readonly ok: true; readonly document: Document.Parsed }
  | { readonly ok: false; readonly problems: readonly TextProblem[] };

const advice: Readonly<Partial<Record<ErrorCode, string>>> = {
  TAB_AS_INDENT: 'a tab cannot indent in YAML; use spaces',
  BAD_DIRECTIVE: 'only the directives %YAML 1.1 and %TAG are known; remove this one',
};

/**
 * Parses the first document of `text`; later ones are not looked at, as in the reference. Scalars keep their
 * source text. Of a text that is not YAML only the syntax is reported: what follows is guesswork.
 */
export function parseYaml(text: string, lineCounter: LineCounter): YamlDocument {
  const tokens = firstDocument(new Parser(lineCounter.addNewLine).parse(text));
  return composed(tokens, { text, end: text.length, lineCounter });
}

/** Parses a part of `text` as a document of its own; all offsets are those in `text`, whose lines are counted already. */
export function parsePart(
  part: { readonly text: string; readonly start: number },
  text: string,
  lineCounter: LineCounter,
): YamlDocument {
  const parser = new Parser();
  parser.offset = part.start;
  const tokens = [...parser.parse(part.text)];
  return composed(tokens, { text, end: part.start + part.text.length, lineCounter });
}

interface Surroundings {
  readonly text: string;
  readonly end: number;
  readonly lineCounter: LineCounter;
}

function composed(tokens: readonly CST.Token[], { text, end, lineCounter }: Surroundings): YamlDocument {
  const unreadable = tokens.flatMap((token) => inspectTokens(token, text));
  if (unreadable.length > 0) return { ok: false, problems: unreadable };
  const composer = new Composer({
    schema: 'failsafe',
    resolveKnownTags: false,
    uniqueKeys: false,
    prettyErrors: false,
  });
  const [document] = composer.compose(tokens, false, end);
  if (document === undefined) {
    return { ok: false, problems: [{ offset: 0, message: 'the file is empty; it needs the key "modules"' }] };
  }
  const mistakes = [...document.errors, ...document.warnings.filter(({ code }) => code === 'BAD_DIRECTIVE')];
  if (mistakes.length > 0) return { ok: false, problems: withoutEchoes(mistakes, lineCounter) };
  const version = document.directives?.yaml;
  if (version?.explicit === true && version.version !== '1.1') {
    const message = `YAML ${version.version} is not known; remove the %YAML directive`;
    return { ok: false, problems: [{ offset: 0, message }] };
  }
  return { ok: true, document };
}

/** The first mistake of each of the first few broken lines: further ones are mostly their echoes. */
function withoutEchoes(mistakes: readonly YAMLError[], lineCounter: LineCounter): readonly TextProblem[] {
  const byLine = new Map<number, TextProblem>();
  for (const { code, message, pos } of mistakes.toSorted((left, right) => left.pos[0] - right.pos[0])) {
    const [offset] = pos;
    const { line } = lineCounter.linePos(offset);
    if (byLine.has(line)) continue;
    byLine.set(line, { offset, message: advice[code] ?? `invalid YAML: ${message}` });
  }
  return [...byLine.values()].slice(0, 5);
}

function firstDocument(tokens: Iterable<CST.Token>): CST.Token[] {
  const first: CST.Token[] = [];
  let hasDocument = false;
  for (const token of tokens) {
    if (hasDocument && (token.type === 'document' || token.type === 'directive')) break;
    hasDocument ||= token.type === 'document';
    first.push(token);
    if (token.type === 'doc-end' && hasDocument) break;
  }
  return first;
}
