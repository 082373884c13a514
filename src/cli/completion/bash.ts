import type { CompletedCommand } from './completion-words.ts';

/** A script for bash, to be sourced: it completes without starting the program. */
export function bashCompletion(commands: readonly CompletedCommand[]): string {
  const firsts = [...new Set(commands.map(({ words: [first = ''] }) => first))];
  const groups = firsts.flatMap((first) => {
    const seconds = commands.flatMap(({ words: [word, second] }) =>
      word === first && second !== undefined ? [second] : [],
    );
    return seconds.length === 0 ? [] : [`    ${first}) words=${quoted(seconds)} ;;`];
  });
  const flags = commands.map(
    ({ words, flags: all }) =>
      `    ${quoted([words.join(' ')])}) flags=${quoted(all.flatMap(({ names }) => names))} ;;`,
  );
  const values = commands.flatMap(({ words, flags: all }) =>
    all.flatMap(({ names, value }) =>
      value === 'none' || value === 'text'
        ? []
        : names.map((name) => {
            const what = value === 'file' ? 'files=1' : `values=${quoted(value)}`;
            return `    ${quoted([`${words.join(' ')} ${name}`])}) ${what} ;;`;
          }),
    ),
  );
  return `# Completion of vantage for bash. To use it: source <(vantage completion bash)
_vantage() {
  local current=\${COMP_WORDS[COMP_CWORD]} previous=\${COMP_WORDS[COMP_CWORD-1]}
  local command=\${COMP_WORDS[1]} words='' flags='' values='' files=''
  # Readline takes "--flag=value" apart at the equals sign.
  if [ "$current" = = ]; then current=''
  elif [ "$previous" = = ]; then previous=\${COMP_WORDS[COMP_CWORD-2]}
  fi
  if [ "$COMP_CWORD" -eq 1 ]; then
    mapfile -t COMPREPLY < <(compgen -W ${quoted([...firsts, 'help'])} -- "$current")
    return
  fi
  case $command in
${groups.join('\n')}
  esac
  if [ -n "$words" ]; then
    if [ "$COMP_CWORD" -eq 2 ]; then
      mapfile -t COMPREPLY < <(compgen -W "$words" -- "$current")
      return
    fi
    command="$command \${COMP_WORDS[2]}"
  fi
  case "$command $previous" in
${values.join('\n')}
  esac
  if [ -n "$values" ]; then
    mapfile -t COMPREPLY < <(compgen -W "$values" -- "$current")
  elif [ -n "$files" ]; then
    mapfile -t COMPREPLY < <(compgen -f -- "$current")
  else
    case $command in
${flags.join('\n')}
    esac
    mapfile -t COMPREPLY < <(compgen -W "$flags" -- "$current")
  fi
}
complete -o filenames -F _vantage vantage
`;
}

function quoted(words: readonly string[]): string {
  return `'${words.join(' ').replaceAll("'", String.raw`'\''`)}'`;
}
