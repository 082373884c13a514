import { spawnSync } from 'node:child_process';
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import type { ExporterSide } from './bench.ts';
import type { ExporterCommand } from './exporter.ts';
import { findProgram } from './find-program.ts';
import type { Options } from './options.ts';
import { modules } from './probe-kinds.ts';

/** The build that is measured, from the compiled benchmark. */
const vantageProgram = [process.execPath, new URL('../../dist/src/cli/main.js', import.meta.url).pathname];

/** Probes as little as can be; for kinds that have a bare probe. */
export const leastExporter: ExporterCommand = {
  program: [process.execPath, new URL('./targets/least-exporter.js', import.meta.url).pathname],
  flags: [],
  env: {},
};

/** Where the exporters find their files. */
export interface ExporterFiles {
  readonly directory: string;
  /** The certificate to trust beside those of the system. */
  readonly certificateFile?: string | undefined;
}

/** Vantage and, where there is one, its peer, both with the same configuration file and the same trust. */
export function contenders(
  { against, vantageFlags }: Options,
  { directory, certificateFile }: ExporterFiles,
): ReadonlyMap<ExporterSide, ExporterCommand> {
  const configFile = join(directory, 'modules.yml');
  writeFileSync(configFile, modules);
  const flags = [`--config.file=${configFile}`];
  const env = certificateFile === undefined ? {} : { SSL_CERT_FILE: certificateFile };
  const commands = new Map<ExporterSide, ExporterCommand>();
  commands.set('vantage', { program: vantageProgram, flags: [...flags, ...vantageFlags], env });
  const installed = findProgram('prometheus-blackbox-exporter', 'blackbox_exporter');
  const peer = against ?? (installed === undefined ? undefined : [installed]);
  if (peer !== undefined) commands.set('peer', { program: peer, flags, env });
  return commands;
}

/** The first line that a program prints about its version, on whichever output. */
export function versionOf([program = '', ...argv]: readonly string[]): string {
  const { error, stdout, stderr } = spawnSync(program, [...argv, '--version'], { encoding: 'utf8' });
  return error === undefined ? (`${stdout}${stderr}`.split('\n')[0] ?? '') : error.message;
}
