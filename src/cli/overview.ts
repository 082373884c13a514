import type { CommandEntry } from './command.ts';

/** What `vantage --help` prints: the commands, each with a few words. */
export function overview(commands: Readonly<Record<string, CommandEntry>>): string {
  const rows = Object.entries(commands).flatMap(([name, entry]) =>
    'load' in entry
      ? [[name, entry.summary] as const]
      : Object.entries(entry.commands).map(([word, { summary }]) => [`${name} ${word}`, summary] as const),
  );
  const width = Math.max(...rows.map(([name]) => name.length));
  return [
    'Usage: vantage <command> [flags]',
    '',
    'Says from the outside whether services work, and if not what broke, where and whose fault it is.',
    '',
    'Commands:',
    ...rows.map(([name, summary]) => `  ${name.padEnd(width)}  ${summary}`),
    '',
    'vantage <command> --help tells its flags, with examples. Flags alone are those of vantage serve.',
    '',
  ].join('\n');
}

/** What the name of a group alone prints. */
export function groupOverview(
  name: string,
  commands: Extract<CommandEntry, { commands: unknown }>['commands'],
): string {
  const rows = Object.entries(commands);
  const width = Math.max(...rows.map(([word]) => word.length));
  return [
    `Usage: vantage ${name} <command> [flags]`,
    '',
    'Commands:',
    ...rows.map(([word, { summary }]) => `  ${word.padEnd(width)}  ${summary}`),
    '',
  ].join('\n');
}
