import { defaultOf, flagsOf, type ManualCommand, meaningOf } from './commands.ts';
import { type Topic, topics } from './topics.ts';

/** The day of the last change that matters to readers: man(7) wants one. */
const changedOn = '2026-11-29';

/** `man/vantage.1`, in the macros of man(7). */
export function manPage(commands: readonly ManualCommand[], version: string): string {
  return `${[
    `.TH VANTAGE 1 "${changedOn}" "vantage ${version}" "User Commands"`,
    '.SH NAME',
    'vantage \\- tells from the outside whether services work, and if not whose fault it is',
    '.SH SYNOPSIS',
    '.B vantage',
    '.I command',
    '.RI [ flags ]',
    '.SH DESCRIPTION',
    plain(
      'Checks services from the outside: one at a time from the shell, all that a configuration file schedules, or as a server that Prometheus scrapes. Flags without a command are those of vantage serve.',
    ),
    '.SH COMMANDS',
    ...commands.flatMap(commandLines),
    ...topics.flatMap(topicLines),
    '.SH SEE ALSO',
    '.BR curl (1),',
    '.BR dig (1),',
    '.BR ping (8),',
    '.BR prometheus (1)',
  ].join('\n')}\n`;
}

function commandLines({ name, line }: ManualCommand): readonly string[] {
  return [
    `.SS ${plain(name)}`,
    '.nf',
    `.B ${plain(`${line.name()} ${line.usage()}`)}`,
    '.fi',
    '.PP',
    plain(line.description()),
    ...line.registeredArguments.flatMap((argument) => [
      '.TP',
      `.I ${plain(argument.name())}`,
      plain(argument.description),
    ]),
    ...flagsOf(line).flatMap((option) => {
      const usual = defaultOf(option);
      const meaning = usual === '' ? meaningOf(option) : `${meaningOf(option)} (default: ${usual})`;
      return ['.TP', `.B ${plain(option.flags)}`, plain(meaning)];
    }),
    ...(line.exits.length === 0
      ? []
      : [
          '.PP',
          'Exit codes:',
          ...line.exits.flatMap(({ code, when }) => ['.TP', `.B ${plain(code)}`, plain(when)]),
        ]),
    ...(line.examples.length === 0 ? [] : ['.PP', 'Examples:']),
    ...line.examples.flatMap(({ command, about }) => ['.TP', `.B ${plain(command)}`, plain(about)]),
  ];
}

function topicLines({ title, paragraphs, terms = [] }: Topic): readonly string[] {
  return [
    `.SH ${plain(title.toUpperCase())}`,
    ...paragraphs.flatMap((paragraph, index) => [...(index === 0 ? [] : ['.PP']), plain(paragraph)]),
    ...terms.flatMap(([term, meaning]) => ['.TP', `.B ${plain(term)}`, plain(meaning)]),
  ];
}

/** A line of text: nothing in it is a request, an escape or a hyphen that may become another character. */
function plain(text: string): string {
  return text
    .replaceAll('`', '')
    .replaceAll('\\', '\\e')
    .replaceAll('-', '\\-')
    .replaceAll('"', '\\(dq')
    .replaceAll('…', '...')
    .replace(/^(?=[.'])/u, '\\&');
}
