import type { ProbeContext } from '../../contract.ts';
import type { Failure } from '../../failure.ts';
import type { TlsOptions } from './options.ts';
import { prepareTls } from './preparation.ts';
import { contradictsItself } from './secure-context.ts';

/**
 * Why the module's TLS options cannot be used. Files that they name, and versions that they leave, are wanted even
 * where the run `isTls` not (a redirect may lead to TLS), because a module that lacks them is broken either way.
 */
export async function unusableTls(
  options: TlsOptions,
  isTls: boolean,
  { signal, clock }: Pick<ProbeContext, 'signal' | 'clock'>,
): Promise<Failure | undefined> {
  const { ca, cert, key } = options;
  const namesNothing = ca === undefined && cert === undefined && key === undefined;
  if (!isTls && namesNothing && !contradictsItself(options)) return undefined;
  const prepared = await prepareTls(options, { signal, atMs: clock.wallMs() });
  return prepared.ok ? undefined : prepared.failure;
}
