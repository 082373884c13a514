import { Argument } from 'commander';
import { dashboardSettingsOf } from '../../generate/dashboards/config-settings.ts';
import { dashboardNames, dashboards } from '../../generate/dashboards/dashboards.ts';
import { grafanaJson } from '../../generate/dashboards/grafana-json.ts';
import { type CommandLine, oneOf, parseCommandLine } from '../arguments/command-line.ts';
import type { CliCommand } from '../command.ts';
import type { CliIo } from '../terminal/io.ts';
import { type CommonFlags, generatingLine, type PointFlags, pointLabelFlag } from './common-flags.ts';
import { printGenerated, wrongUsage } from './generating.ts';

/** `vantage generate dashboard`. */
export const generateDashboard: CliCommand = { commandLine, run };

/** Prints a dashboard for Grafana. */
async function run(argv: readonly string[], io: CliIo): Promise<number> {
  const line = commandLine();
  const exitCode = parseCommandLine(line, argv, { io, usageExitCode: wrongUsage });
  if (exitCode !== undefined) return exitCode;
  const { scrapeJob, pointLabel = [], 'config.file': files } = line.opts<CommonFlags & PointFlags>();
  const name = dashboardNames.find((candidate) => candidate === line.args[0]);
  if (name === undefined) throw new Error('a dashboard without a name came through');
  return printGenerated(files, io, (config) => {
    const own = dashboardSettingsOf(config);
    const [first, ...others] = own.pointLabels;
    const pointLabels = [first, ...new Set([...others, ...pointLabel])] as const;
    const dashboard = dashboards[name]({ ...own, pointLabels, scrapeJob });
    return { ok: true, text: `${JSON.stringify(grafanaJson(dashboard), undefined, 2)}\n` };
  });
}

function commandLine(): CommandLine {
  const line = generatingLine('dashboard', 'A dashboard for Grafana.');
  line
    .usage('[flags] <name>')
    .addOption(pointLabelFlag())
    .addArgument(
      new Argument('<name>', dashboardNames.join(', '))
        .choices(dashboardNames)
        .argParser(oneOf(dashboardNames)),
    );
  return line
    .commonFlags()
    .example('vantage generate dashboard --config.file=config.example.yml fleet', 'all targets at a glance');
}
