import { nearestName } from '../../../probes/shared/schema/nearest-name.ts';
import { CommandLine, parseCommandLine } from '../arguments/command-line.ts';
import type { CliCommand } from '../command.ts';
import { exitCodes } from '../report/standing.ts';
import { paintFor } from '../terminal/paint.ts';
import { printable } from '../terminal/printable.ts';
import { textColumns } from '../view/text-columns.ts';

/** `vantage config schema`: the JSON Schema of a configuration file. */
export const configSchema: CliCommand = {
  commandLine: schemaLine,
  async run(argv, io) {
    const exitCode = parseCommandLine(schemaLine(), argv, { io, usageExitCode: exitCodes.usage });
    if (exitCode !== undefined) return exitCode;
    const { configJsonSchema } = await import('../../config/outline/json-schema.ts');
    io.stdout.write(`${JSON.stringify(configJsonSchema(await outline()), null, 2)}\n`);
    return exitCodes.ok;
  },
};

/** `vantage config explain`: what a key of a configuration means, or which keys there are. */
export const explainConfig: CliCommand = {
  commandLine: explainLine,
  async run(argv, io) {
    const line = explainLine();
    const exitCode = parseCommandLine(line, argv, { io, usageExitCode: exitCodes.usage });
    if (exitCode !== undefined) return exitCode;
    const [{ allKeys, findKeys }, { explainView, keysBelow, keysView }] = await Promise.all([
      import('../../config/outline/find-keys.ts'),
      import('./explain-view.ts'),
    ]);
    const all = allKeys(await outline());
    const style = { paint: paintFor(io), ...textColumns(io.stdout) };
    const [text] = line.args;
    if (text === undefined) {
      io.stdout.write(keysView(keysBelow([], all), style));
      return exitCodes.ok;
    }
    const found = findKeys(text, all);
    if (found.length === 0) {
      const names = [...new Set(all.map(({ path }) => path.at(-1) ?? ''))];
      const near = nearestName(text.split('.').at(-1) ?? '', names);
      const hint = near === undefined ? 'vantage config explain lists the keys' : `did you mean ${near}?`;
      io.stderr.write(`vantage config explain: error: there is no key '${printable(text)}'; ${hint}\n`);
      return exitCodes.usage;
    }
    io.stdout.write(explainView(found, all, style));
    return exitCodes.ok;
  },
};

function schemaLine(): CommandLine {
  return new CommandLine('vantage config schema')
    .usage('[flags]')
    .description(
      'Prints the JSON Schema of a configuration file, with which editors complete keys, show what they mean and mark mistakes.',
    )
    .commonFlags()
    .exit(0, 'the schema is printed')
    .exit(2, 'wrong usage')
    .example(
      'vantage config schema > vantage.schema.json',
      'For a file that begins with # yaml-language-server: $schema=vantage.schema.json',
    );
}

function explainLine(): CommandLine {
  return new CommandLine('vantage config explain')
    .usage('[flags] [key]')
    .description('Explains a key of a configuration: what it does, how to write it, what it is otherwise.')
    .argument('[key]', 'as much of its path as tells it from others: http.method, or modules.web.http.method')
    .commonFlags()
    .exit(0, 'the key is explained, or the keys of a file are listed')
    .exit(2, 'wrong usage, or no such key')
    .example('vantage config explain', 'Which keys does a file have?')
    .example('vantage config explain http.valid_status_codes', 'How do I say which status is good?')
    .example('vantage config explain schedules', 'What can a schedule have?');
}

async function outline() {
  const [{ configOutline }, { probers }] = await Promise.all([
    import('../../config/outline/outline.ts'),
    import('../../../probes/registry.ts'),
  ]);
  return configOutline(probers);
}
