import type { Outcome, ProbeContext, ProberDefinition, Target } from '../contract.ts';
import type { Failure } from '../failure.ts';
import { dialogueFacts } from '../shared/dialogue-facts.ts';
import { dialogueFamilies } from '../shared/dialogue-families.ts';
import {
  DialogueRun,
  type DialogueRunObservations,
  type DialogueRunOptions,
} from '../shared/dialogue-run.ts';
import { systemRoots } from '../shared/tls/system-roots.ts';
import { dialUnix } from './dial-unix.ts';
import { unixOptions } from './options.ts';

/**
 * Connects to a Unix domain socket by its path, with TLS if asked to, and holds a dialogue of lines.
 *
 * Phases: `connect` from connect(2) to the established connection; `tls` and `processing` as
 * {@link DialogueRun} has them. For want of a `server_name` TLS from the start verifies the path as a name.
 */
export const unixProber: ProberDefinition<DialogueRunOptions, DialogueRunObservations> = {
  name: 'unix',
  options: unixOptions,
  prepare: async (_target, options) => {
    if (options.tls && options.tlsOptions.ca === undefined) await systemRoots();
  },
  probe: probeUnix,
  metrics: dialogueFamilies,
  facts: dialogueFacts,
};

async function probeUnix(
  { text: path }: Target,
  options: DialogueRunOptions,
  context: ProbeContext,
): Promise<Outcome<DialogueRunObservations>> {
  using run = new DialogueRun(options, { atStart: path, startTls: '' }, context);

  const probe = async (): Promise<Failure | undefined> => {
    context.transcript.record('connect.path', { path });
    const dialled = await dialUnix(path, context);
    if (dialled.durationMs > 0) run.phases.connect = dialled.durationMs;
    if (!dialled.ok) {
      context.transcript.record('connect.failed', { detail: dialled.failure.detail });
      return dialled.failure;
    }
    context.transcript.record('connect.established', {});
    return await run.converse(dialled.socket);
  };

  const failure = await probe();
  const measured = {
    phases: run.phases,
    ...(run.tls === undefined ? {} : { tls: run.tls }),
    observations: run.observations,
  };
  return failure === undefined ? { ok: true, ...measured } : { ok: false, failure, ...measured };
}
