/** Reads as much of the shell's language as examples in documents need. */

/** One command of an example. */
export interface ShellCommand {
  /** As written, on one line. */
  readonly text: string;
  /** Without assignments before the program's name and without redirections. */
  readonly words: readonly string[];
}

/** What a transcript of a terminal shows below one line of input. */
export interface Shown {
  readonly input: string;
  readonly commands: readonly ShellCommand[];
  readonly output: string;
}

const token =
  /\s+|#.*$|(?<redirection>\d*(?:>>?|<)(?:&\d|\s*\S+))|(?<operator>&&|\|\||[;|&])|(?<word>(?:'[^']*'|"(?:[^"\\]|\\.)*"|\\.|[^\s'"\\;|&<>])+)/gu;

/** The commands of a script: one a line, or several joined by `&&`, `||`, `|`, `;` or `&`. */
export function commandsOf(script: string): readonly ShellCommand[] {
  const lines = script.replaceAll(/\\\n\s*/gu, '').split('\n');
  return lines.flatMap((line) => {
    const commands: string[][] = [[]];
    for (const { groups = {} } of line.matchAll(token)) {
      const { operator, word } = groups;
      if (operator !== undefined) commands.push([]);
      else if (word !== undefined) commands.at(-1)?.push(unquoted(word));
    }
    return commands
      .map((words) => words.slice(words.findIndex((word) => !/^\w+=/u.test(word))))
      .filter((words) => words.length > 0)
      .map((words) => ({ text: line.trim(), words }));
  });
}

/** A transcript's inputs, behind `$`, each with what was printed. */
export function shownIn(transcript: string): readonly Shown[] {
  const [before = '', ...parts] = transcript.replaceAll(/\\\n/gu, '').split(/^\$ /mu);
  if (before.trim() !== '') throw new Error(`the transcript begins without a prompt: ${before}`);
  return parts.map((part) => {
    const end = part.indexOf('\n');
    const input = part.slice(0, end);
    return { input, commands: commandsOf(input), output: part.slice(end + 1) };
  });
}

function unquoted(word: string): string {
  return word.replaceAll(
    /'([^']*)'|"((?:[^"\\]|\\.)*)"|\\(.)/gu,
    (_match, single?: string, double?: string, escaped?: string) =>
      single ?? double?.replaceAll(/\\(["\\$`])/gu, '$1') ?? escaped ?? '',
  );
}
