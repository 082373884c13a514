import type { CST } from 'yaml';
import type { TextProblem } from './source-text.ts';

/** The deepest nesting that is read. No valid configuration comes near; what reads one is recursive. */
export const maxDepth = 100;

/**
 * Goes over the tokens of a document before they are composed: finds what Go's YAML library refuses and this
 * one does not, and writes the one escape that it does not know as one that it does.
 */
export function inspectTokens(root: CST.Token, text: string): readonly TextProblem[] {
  const problems: TextProblem[] = [];
  let level: CST.Token[] = [root];
  for (let depth = 0; level.length > 0; depth++) {
    const [first] = level;
    if (depth > maxDepth && first !== undefined) {
      return [{ offset: first.offset, message: `nested deeper than ${maxDepth} levels` }];
    }
    for (const token of level) {
      if (token.type === 'double-quoted-scalar') problems.push(...inspectEscapes(token));
      if (token.type !== 'flow-collection') problems.push(...tabProblems(token, text));
    }
    level = level.flatMap(children);
  }
  return problems;
}

function children(token: CST.Token): CST.Token[] {
  const nested: (CST.Token | null | undefined)[] = [];
  if ('value' in token) nested.push(token.value);
  if ('items' in token) for (const { key, value } of token.items) nested.push(key, value);
  return nested.filter((child) => child !== null && child !== undefined);
}

/** Surrogates are no characters of their own, so that `\ud83d` names none; and `\'` is an apostrophe. */
function inspectEscapes(token: CST.FlowScalar): readonly TextProblem[] {
  const problems: TextProblem[] = [];
  token.source = token.source.replace(/\\(?:u[dD][89a-fA-F]|[^])/g, (escape: string, index: number) => {
    if (escape === "\\'") return "'";
    if (escape.length > 2) {
      const message =
        'half of a surrogate pair is no character; write the character itself or \\U and 8 digits';
      problems.push({ offset: token.offset + index, message });
    }
    return escape;
  });
  return problems;
}

/** A tab before the first character of a line indents it, even when nothing follows. */
function tabProblems(token: CST.Token, text: string): readonly TextProblem[] {
  return blanks(token)
    .filter(({ type, source, offset }) => {
      const before = text.slice(text.lastIndexOf('\n', offset - 1) + 1, offset);
      return type === 'space' && source.includes('\t') && before.trim() === '';
    })
    .map(({ offset }) => ({ offset, message: 'a tab cannot indent in YAML; use spaces' }));
}

/** The spaces, line ends and comments around a token and around its items. */
function blanks(token: CST.Token): CST.SourceToken[] {
  const around: CST.SourceToken[] = [];
  if ('start' in token && Array.isArray(token.start)) around.push(...token.start);
  if ('items' in token) for (const { start, sep = [] } of token.items) around.push(...start, ...sep);
  if ('end' in token) around.push(...(token.end ?? []));
  return around;
}
