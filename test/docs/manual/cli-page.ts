import { capturesOf, essence, type Width, widths } from '../terminal/captures.ts';
import { defaultOf, flagsOf, type ManualCommand, meaningOf } from './commands.ts';
import { type Topic, topics } from './topics.ts';

/** `docs/cli.md`: every command, and what is common to them. */
export function cliPage(commands: readonly ManualCommand[]): string {
  const list = commands.map(
    ({ name, summary }) => `| [\`${name}\`](#${anchorOf(name)}) | ${cell(summary)} |`,
  );
  const intro = [
    '# The command line',
    '<!-- Made from the commands themselves. To write it anew: npm run manual -->',
    'One check needs neither a server nor a configuration file. The same in a terminal: `man vantage`.',
    ['| command | what it does |', '| --- | --- |', ...list].join('\n'),
    topics.map(({ title }) => `- [${title}](#${anchorOf(title)})`).join('\n'),
  ];
  return `${[...intro, ...commands.map(commandSection), ...topics.map(topicSection)].join('\n\n')}\n`;
}

function commandSection({ name, line }: ManualCommand): string {
  const flags = flagsOf(line).map((option) => {
    const usual = defaultOf(option);
    return `| \`${option.flags}\` | ${usual === '' ? '' : `\`${usual}\``} | ${cell(meaningOf(option))} |`;
  });
  const operands = line.registeredArguments.map(
    (argument) => `| \`${argument.name()}\` | ${cell(argument.description)} |`,
  );
  const exits = line.exits.map(({ code, when }) => `| ${code} | ${cell(when)} |`);
  const examples = line.examples.flatMap(({ command, about }) => [`# ${about}`, command]);
  return [
    `## \`${name}\``,
    line.description(),
    ['```text', `${line.name()} ${line.usage()}`, '```'].join('\n'),
    ...(operands.length > 0 ? [['| argument | what it is |', '| --- | --- |', ...operands].join('\n')] : []),
    ['| flag | default | what it does |', '| --- | --- | --- |', ...flags].join('\n'),
    ...(exits.length > 0 ? [['| exit code | when |', '| --- | --- |', ...exits].join('\n')] : []),
    ['```sh', ...examples, '```'].join('\n'),
    ...capturesOf(name.replace(/^vantage /u, '')).flatMap(({ at }) => pictures(at)),
  ].join('\n\n');
}

/** A terminal of 80 columns, and the wide one behind a click where it looks different. */
function pictures(at: ReadonlyMap<Width, string>): readonly string[] {
  const [narrow = '', wide = ''] = widths.map((width) => at.get(width)?.trimEnd());
  const fenced = (picture: string): string => ['```text', picture, '```'].join('\n');
  if (essence(narrow) === essence(wide) && !isBroken(narrow)) return [fenced(narrow)];
  return [
    fenced(narrow),
    `<details><summary>The same at ${widths[1]} columns</summary>\n\n${fenced(wide)}\n\n</details>`,
  ];
}

/** Whether a line is as long as the terminal is wide, or would be if it were not for the terminal. */
function isBroken(picture: string): boolean {
  return picture.split('\n').some((line) => Array.from(line).length > widths[0] - 12);
}

function topicSection({ title, paragraphs, terms = [] }: Topic): string {
  const rows = terms.map(([term, meaning]) => `| ${codes(term)} | ${cell(meaning)} |`);
  return [
    `## ${title}`,
    ...paragraphs,
    ...(rows.length > 0 ? [['| | |', '| --- | --- |', ...rows].join('\n')] : []),
  ].join('\n\n');
}

function codes(terms: string): string {
  return terms
    .split(', ')
    .map((term) => `\`${term}\``)
    .join(', ');
}

function cell(text: string): string {
  return text.replaceAll('|', '\\|').replaceAll('<', '&lt;');
}

/** The anchor that GitHub gives a heading. */
function anchorOf(heading: string): string {
  return heading
    .toLowerCase()
    .replace(/[^\w -]/gu, '')
    .replaceAll(' ', '-');
}
