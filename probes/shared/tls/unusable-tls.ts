import type { Failure } from '../../failure.ts';
import type { TlsOptions } from './options.ts';
import { prepareTls } from './preparation.ts';

/**
 * Why the module's TLS options cannot be used. Files that they name are wanted even where the run `isTls` not (a
 * redirect may lead to TLS), because a module that names a file which is not there is broken either way.
 */
export async function unusableTls(
  options: TlsOptions,
  isTls: boolean,
  signal: AbortSignal,
): Promise<Failure | undefined> {
  const { ca, cert, key } = options;
  if (!isTls && ca === undefined && cert === undefined && key === undefined) return undefined;
  const prepared = await prepareTls(options, signal);
  return prepared.ok ? undefined : prepared.failure;
}
