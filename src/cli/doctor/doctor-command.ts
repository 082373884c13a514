import { version } from '../../version.ts';
import { CommandLine, parseCommandLine } from '../arguments/command-line.ts';
import type { CliCommand } from '../command.ts';
import type { CliIo } from '../terminal/io.ts';
import { type Paint, paintFor } from '../terminal/paint.ts';
import { printable } from '../terminal/printable.ts';
import { wrap } from '../view/wrap.ts';
import type { Finding } from './finding.ts';
import { openFilesFinding, resolverFinding, trustFinding, usualHostFiles } from './host-findings.ts';
import { icmpFinding } from './icmp-finding.ts';

const sound = 0;
const hasProblems = 1;
const wrongUsage = 2;

/** `vantage doctor`. */
export const doctor: CliCommand = { commandLine: doctorCommandLine, run: doctorCommand };

/**
 * Looks at what probes need of this host and prints what is missing, with the lines to add.
 * Sends nothing. Resolves to 0, to 1 when something cannot work, or to 2 for wrong usage.
 */
async function doctorCommand(argv: readonly string[], io: CliIo): Promise<number> {
  const exitCode = parseDoctorFlags(argv, io);
  if (exitCode !== undefined) return exitCode;
  const findings: readonly Finding[] = [
    {
      subject: 'Vantage',
      verdict: 'ok',
      found: `${version} on Node.js ${process.versions.node}`,
      remedies: [],
    },
    icmpFinding(4),
    icmpFinding(6),
    resolverFinding(usualHostFiles),
    await trustFinding(),
    openFilesFinding(usualHostFiles),
  ];
  const { columns } = io.stdout;
  io.stdout.write(findingsText(findings, { paint: paintFor(io), ...(columns !== undefined && { columns }) }));
  return findings.some(({ verdict }) => verdict === 'problem') ? hasProblems : sound;
}

/** Gives the exit code when the command line ends the program: after `--help`, or for a mistake. */
function parseDoctorFlags(argv: readonly string[], io: CliIo): number | undefined {
  return parseCommandLine(doctorCommandLine(), argv, { io, usageExitCode: wrongUsage });
}

function doctorCommandLine(): CommandLine {
  return new CommandLine('vantage doctor')
    .usage('[flags]')
    .description(
      'Looks at what probes need of this host: the permission to ping, name servers, trusted authorities, open files. Sends nothing, and names the lines to add for what is missing.',
    )
    .commonFlags()
    .exit(0, 'everything works, perhaps with warnings')
    .exit(1, 'something cannot work')
    .exit(2, 'wrong usage')
    .example('vantage doctor', 'What is missing for pings, names, certificates and many probes at a time?');
}

/** The findings for people, a remedy on a line of its own so that it can be copied. */
export function findingsText(
  findings: readonly Finding[],
  { paint, columns }: { readonly paint: Paint; readonly columns?: number },
): string {
  const words = { ok: 'OK     ', warning: 'WARNING', problem: 'PROBLEM' } as const;
  const lines = findings.flatMap(({ subject, verdict, found, remedies }) => {
    const [first = '', ...rest] = wrap(`${subject}: ${printable(found)}`, columns && columns - 9);
    const word = verdict === 'ok' ? paint.good(words[verdict]) : paint.bad(words[verdict]);
    return [
      `${word}  ${first}`,
      ...rest.map((line) => `         ${line}`),
      ...remedies.map((remedy) => `           ${remedy}`),
    ];
  });
  return `${lines.join('\n')}\n`;
}
