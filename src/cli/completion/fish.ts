import type { CompletedCommand, CompletedFlag } from './completion-words.ts';

/** A script for fish, to be sourced or kept as `~/.config/fish/completions/vantage.fish`. */
export function fishCompletion(commands: readonly CompletedCommand[]): string {
  const firsts = new Map(commands.map(({ words: [first = '', second], about }) => [first, second ?? about]));
  return `${[
    '# Completion of vantage for fish. To use it: vantage completion fish | source',
    'complete -c vantage -f',
    ...[...firsts.keys()].map((first) => {
      const single = commands.find(({ words }) => words.length === 1 && words[0] === first);
      const about = single === undefined ? '' : ` -d ${quoted(single.about)}`;
      return `complete -c vantage -n __fish_use_subcommand -a ${quoted(first)}${about}`;
    }),
    ...commands.flatMap(({ words: [first = '', second], about, flags }) => {
      const seen =
        second === undefined
          ? `__fish_seen_subcommand_from ${first}`
          : `__fish_seen_subcommand_from ${first}; and __fish_seen_subcommand_from ${second}`;
      const name =
        second === undefined
          ? []
          : [
              `complete -c vantage -n ${quoted(`__fish_seen_subcommand_from ${first}`)} -a ${quoted(second)} -d ${quoted(about)}`,
            ];
      return [...name, ...flags.map((flag) => flagLine(flag, seen))];
    }),
  ].join('\n')}\n`;
}

function flagLine({ names, about, value }: CompletedFlag, seen: string): string {
  const spellings = names.map((name) =>
    name.startsWith('--') ? `-l ${name.slice(2)}` : `-s ${name.slice(1)}`,
  );
  const behind =
    value === 'none'
      ? ''
      : value === 'file'
        ? ' -r -F'
        : value === 'text'
          ? ' -x'
          : ` -x -a ${quoted(value.join(' '))}`;
  return `complete -c vantage -n ${quoted(seen)} ${spellings.join(' ')}${behind} -d ${quoted(about)}`;
}

function quoted(text: string): string {
  return `'${text.replaceAll('\\', '\\\\').replaceAll("'", "\\'")}'`;
}
