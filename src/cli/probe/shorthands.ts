import { CommandLine, type Example, parseCommandLine } from '../arguments/command-line.ts';
import type { CliCommand } from '../command.ts';
import { exitCodes } from '../report/standing.ts';
import type { CliIo } from '../terminal/io.ts';
import { dnsTarget } from './dns-question.ts';
import { runProbes } from './probe-command.ts';
import { type ProbeFlags, probeFlagsOf, runFlags } from './probe-flags.ts';

/** A command that names its prober: `vantage tcp db.example:5432`. */
interface Shorthand {
  /** The prober, and the word. */
  readonly prober: string;
  readonly description: string;
  readonly target: string;
  readonly examples: readonly Example[];
}

export const http = shorthand({
  prober: 'http',
  description: 'Requests a page, follows redirects and judges the answer: the http prober with its defaults.',
  target: 'https://host/path or host',
  examples: [
    { command: 'vantage http https://shop.example/health', about: 'Is the page served?' },
    {
      command: 'vantage http shop.example --set=http.fail_if_not_ssl=true',
      about: 'Does plain HTTP lead to HTTPS?',
    },
  ],
});

export const tcp = shorthand({
  prober: 'tcp',
  description: 'Connects to a port: the tcp prober with its defaults.',
  target: 'host:port',
  examples: [
    { command: 'vantage tcp db.example:5432', about: 'Does the port take connections?' },
    { command: 'vantage tcp imap.example:993 --set=tcp.tls=true', about: 'The same with TLS' },
  ],
});

export const icmp = shorthand({
  prober: 'icmp',
  description: 'Sends an ICMP echo request, as ping does: the icmp prober with its defaults.',
  target: 'host or address',
  examples: [
    { command: 'vantage icmp 192.0.2.1 --count=10', about: 'Ten pings and their statistics' },
    { command: 'vantage icmp shop.example -6 --watch', about: 'Over IPv6 until Ctrl-C' },
  ],
});

export const tls = shorthand({
  prober: 'tls',
  description: 'Shakes hands and shows every certificate: the tls prober with its defaults.',
  target: 'host or host:port; the port is 443 unless it is named',
  examples: [
    {
      command: 'vantage tls shop.example --fail-on=expiry=30d',
      about: 'Are the certificates good for another 30 days?',
    },
    { command: 'vantage tls mail.example:25 --set=tls.starttls=smtp', about: 'The same behind STARTTLS' },
  ],
});

export const grpc = shorthand({
  prober: 'grpc',
  description: 'Asks for the health of a gRPC server: the grpc prober with its defaults, without TLS.',
  target: 'host:port, or grpcs://host:port for TLS',
  examples: [
    { command: 'vantage grpc api.example:50051', about: 'Is it serving?' },
    {
      command: 'vantage grpc grpcs://api.example:443 --set=grpc.service=shop.Orders',
      about: 'Is one service of it, behind TLS?',
    },
  ],
});

/** `vantage dns`: a question as one asks dig. */
export const dns: CliCommand = {
  commandLine: dnsCommandLine,
  async run(argv, io) {
    const flags = await dnsFlags(argv, io);
    return typeof flags === 'number' ? flags : runProbes(flags, 'vantage dns', io);
  },
};

/** What the command line of a shorthand asks `vantage probe` for, or the exit code when it ends the program. */
export function shorthandFlags(
  command: CommandLine,
  argv: readonly string[],
  io: CliIo,
): ProbeFlags | number {
  const exitCode = parseCommandLine(command, argv, { io, usageExitCode: exitCodes.usage });
  if (exitCode !== undefined) return exitCode;
  const flags = probeFlagsOf(command, io);
  return typeof flags === 'number' ? flags : { ...flags, module: command.name().replace('vantage ', '') };
}

/** The same for `vantage dns`, of which the words are a question. */
export async function dnsFlags(argv: readonly string[], io: CliIo): Promise<ProbeFlags | number> {
  const flags = shorthandFlags(dnsCommandLine(), argv, io);
  if (typeof flags === 'number') return flags;
  const question = await dnsTarget(flags.targets);
  if (question.ok) return { ...flags, targets: [question.target] };
  io.stderr.write(`vantage dns: error: ${question.message}, try --help\n`);
  return exitCodes.usage;
}

function shorthand({ prober, description, target, examples }: Shorthand): CliCommand {
  const commandLine = (): CommandLine => {
    const command = new CommandLine(`vantage ${prober}`)
      .usage('[flags] <target...>')
      .description(description)
      .argument('<target...>', target);
    runFlags(command).commonFlags();
    for (const example of examples) command.example(example.command, example.about);
    return command;
  };
  return {
    commandLine,
    async run(argv, io) {
      const flags = shorthandFlags(commandLine(), argv, io);
      return typeof flags === 'number' ? flags : runProbes(flags, `vantage ${prober}`, io);
    },
  };
}

function dnsCommandLine(): CommandLine {
  const command = new CommandLine('vantage dns')
    .usage('[flags] <name> [type] [@server]')
    .description('Asks a name server and shows the answer, as dig does: the dns prober with its defaults.')
    .argument(
      '<question...>',
      'a name, a record type (A unless one is named), @ and the server to ask; or dns://server/name',
    );
  return runFlags(command)
    .commonFlags()
    .example('vantage dns shop.example', 'Which addresses does the server of this host know?')
    .example('vantage dns shop.example MX @192.0.2.53', 'Which mail servers, according to another one?')
    .example('vantage dns shop.example @192.0.2.53 --set=dns.transport_protocol=tcp', 'The same over TCP');
}
