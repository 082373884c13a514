import type { CompletedCommand, CompletedFlag } from './completion-words.ts';

/** A script for zsh, to be sourced after compinit, or kept as `_vantage` in a folder of `fpath`. */
export function zshCompletion(commands: readonly CompletedCommand[]): string {
  const firsts = [...new Set(commands.map(({ words: [first = ''] }) => first))];
  const described = firsts.map((first) => {
    const single = commands.find(({ words }) => words.length === 1 && words[0] === first);
    return `    ${quoted(`${escaped(first)}:${single?.about ?? 'a group of commands'}`)}`;
  });
  const groups = firsts.flatMap((first) => {
    const seconds = commands.filter(({ words }) => words.length === 2 && words[0] === first);
    if (seconds.length === 0) return [];
    const list = seconds.map(({ words: [, second = ''], about }) => quoted(`${escaped(second)}:${about}`));
    return [
      `    ${first})`,
      '      if (( CURRENT == 3 )); then',
      `        local -a seconds=(${list.join(' ')})`,
      "        _describe 'command' seconds",
      '        return',
      '      fi',
      '      command="$command $words[3]" ;;',
    ];
  });
  const flags = commands.map(({ words, flags: all }) => {
    const specs = all.flatMap(specsOf).map((spec) => `        ${spec}`);
    return [`    ${quoted(words.join(' '))})`, '      specs=(', ...specs, '      ) ;;'].join('\n');
  });
  return `#compdef vantage
# Completion of vantage for zsh. To use it: source <(vantage completion zsh)
_vantage() {
  local command="$words[2]"
  local -a specs
  local -a commands=(
${described.join('\n')}
  )
  if (( CURRENT == 2 )); then
    _describe 'command' commands
    return
  fi
  case $command in
${groups.join('\n')}
  esac
  case $command in
${flags.join('\n')}
  esac
  _arguments -s : $specs '*: :_default'
}
compdef _vantage vantage
`;
}

function specsOf({ names, about, value }: CompletedFlag): readonly string[] {
  const action =
    value === 'none'
      ? ''
      : value === 'file'
        ? ':file:_files'
        : value === 'text'
          ? ':value: '
          : `:value:(${value.join(' ')})`;
  return names.map((name) => {
    const sign = value === 'none' ? '' : name.startsWith('--') ? '=' : '+';
    const said = about.replaceAll(/[[\]\\]/gu, '\\$&').replaceAll(':', '\\:');
    return quoted(`*${name}${sign}[${said}]${action}`);
  });
}

function escaped(word: string): string {
  return word.replaceAll(':', '\\:');
}

function quoted(text: string): string {
  return `'${text.replaceAll("'", String.raw`'\''`)}'`;
}
