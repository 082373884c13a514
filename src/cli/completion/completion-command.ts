import { Argument } from 'commander';
import { CommandLine, oneOf, parseCommandLine } from '../arguments/command-line.ts';
import type { CliCommand } from '../command.ts';
import { exitCodes } from '../report/standing.ts';

const shells = ['bash', 'zsh', 'fish'] as const;

/** `vantage completion`: prints a script that lets a shell complete commands, flags and their values. */
export const completion: CliCommand = {
  commandLine,
  async run(argv, io) {
    const line = commandLine();
    const exitCode = parseCommandLine(line, argv, { io, usageExitCode: exitCodes.usage });
    if (exitCode !== undefined) return exitCode;
    const shell = oneOf(shells)(line.args[0] ?? '');
    const [{ commands }, { completedCommands }] = await Promise.all([
      import('../commands.ts'),
      import('./completion-words.ts'),
    ]);
    const completed = await completedCommands(commands);
    io.stdout.write((await scripts[shell]())(completed));
    return exitCodes.ok;
  },
};

const scripts = {
  bash: async () => (await import('./bash.ts')).bashCompletion,
  zsh: async () => (await import('./zsh.ts')).zshCompletion,
  fish: async () => (await import('./fish.ts')).fishCompletion,
} as const;

function commandLine(): CommandLine {
  return new CommandLine('vantage completion')
    .usage('[flags] <shell>')
    .description('Prints a script with which a shell completes commands, flags and their values.')
    .addArgument(new Argument('<shell>', shells.join(', ')).choices(shells))
    .commonFlags()
    .exit(0, 'the script is printed')
    .exit(2, 'wrong usage')
    .example('vantage completion bash', 'For bash: source <(vantage completion bash)')
    .example('vantage completion zsh', 'For zsh: source <(vantage completion zsh), after compinit')
    .example('vantage completion fish', 'For fish: vantage completion fish | source');
}
