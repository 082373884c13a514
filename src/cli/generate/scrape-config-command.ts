import { InvalidArgumentError } from 'commander';
import { type Instance, parseInstance } from '../../generate/scrape/instance.ts';
import { scrapeConfig } from '../../generate/scrape/scrape-config.ts';
import { type ScrapeForm, scrapeForms } from '../../generate/scrape/scrape-job.ts';
import { yamlFile } from '../../generate/yaml-file.ts';
import { version } from '../../version.ts';
import { type CommandLine, parseCommandLine } from '../arguments/command-line.ts';
import type { CliCommand } from '../command.ts';
import type { CliIo } from '../terminal/io.ts';
import { type CommonFlags, generatingLine } from './common-flags.ts';
import { printGenerated, wrongUsage } from './generating.ts';

interface ScrapeConfigFlags extends CommonFlags {
  readonly form: ScrapeForm;
  readonly instance?: readonly Instance[];
}

/** `vantage generate scrape-config`. */
export const generateScrapeConfig: CliCommand = { commandLine, run };

/** Prints the `scrape_configs` of Prometheus. Without instances it takes one on this host for granted. */
async function run(argv: readonly string[], io: CliIo): Promise<number> {
  const line = commandLine();
  const exitCode = parseCommandLine(line, argv, { io, usageExitCode: wrongUsage });
  if (exitCode !== undefined) return exitCode;
  const { form, scrapeJob, instance, 'config.file': files } = line.opts<ScrapeConfigFlags>();
  return printGenerated(files, io, (config) => {
    const here = { vantage: config.vantage.name, address: 'localhost:9115' };
    const made = scrapeConfig(config, { form, scrapeJob, instances: instance ?? [here] });
    if (!made.ok) return made;
    const comment = `Made by vantage generate scrape-config, version ${version}.`;
    return { ok: true, text: yamlFile(comment, { scrape_configs: made.jobs }) };
  });
}

function commandLine(): CommandLine {
  const instances: Instance[] = [];
  const line = generatingLine('scrape-config', 'The scrape_configs of Prometheus.');
  line
    .usage('[flags]')
    .choice('--form <form>', 'metrics: Vantage probes; probe, http_sd: Prometheus does', {
      of: scrapeForms,
      usual: 'metrics',
    })
    .option(
      '--instance <[name=]host:port>',
      'an instance and its vantage point; repeatable',
      (text: string): readonly Instance[] => {
        instances.push(instanceOf(text));
        return instances;
      },
    );
  return line
    .commonFlags()
    .example(
      'vantage generate scrape-config --config.file=config.example.yml --instance=eu=vantage.eu:9115',
      'for Prometheus to read the results of a vantage point named eu',
    );
}

function instanceOf(text: string): Instance {
  const found = parseInstance(text);
  if (found === undefined) throw new InvalidArgumentError('It is host:port, or name=host:port');
  return found;
}
