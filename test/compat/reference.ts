import { spawnSync } from 'node:child_process';
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { temporaryDirectory } from '../helpers/temporary-directory.ts';
import { laterFeatures } from './allowed.ts';

/** A blackbox_exporter that is installed here. */
export interface Reference {
  readonly command: string;
  /** `0.23.0`. */
  readonly version: string;
}

/** Finds the program on the PATH. Where it is not, says why a test is skipped; under CI that is no excuse. */
export function findReference(): Reference | undefined {
  for (const command of ['blackbox_exporter', 'prometheus-blackbox-exporter']) {
    const { stdout, stderr, error } = spawnSync(command, ['--version'], { encoding: 'utf8' });
    const version = /version (\d+\.\d+\.\d+)/u.exec(`${stdout}${stderr}`)?.[1];
    if (error === undefined && version !== undefined) return { command, version };
  }
  const missing = 'blackbox_exporter is not installed (Debian package prometheus-blackbox-exporter)';
  if (process.env['CI'] !== undefined) throw new Error(`CI must run these tests: ${missing}`);
  process.stdout.write(`skipped: ${missing}\n`);
  return undefined;
}

/** Whether the program takes a configuration, as `--config.check` says. */
export function referenceTakes({ command }: Reference, configuration: string): boolean {
  using directory = temporaryDirectory();
  const path = join(directory.path, 'config.yml');
  writeFileSync(path, configuration);
  return spawnSync(command, [`--config.file=${path}`, '--config.check']).status === 0;
}

/** The words of those later features that this release does not have. */
export function featuresMissingIn(reference: Reference): readonly string[] {
  return Object.entries(laterFeatures)
    .filter(([, module]) => !referenceTakes(reference, `modules: {m: ${module}}`))
    .map(([words]) => words);
}
