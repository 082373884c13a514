import type { AddressEvidence, Outcome, ProbeContext, ProberDefinition, Target } from '../contract.ts';
import type { Failure } from '../failure.ts';
import { chooseAddress } from '../shared/address.ts';
import { dial } from '../shared/dial.ts';
import { dialogueFacts } from '../shared/dialogue-facts.ts';
import { dialogueFamilies } from '../shared/dialogue-families.ts';
import { DialogueRun, type DialogueRunObservations } from '../shared/dialogue-run.ts';
import { familyOverride } from '../shared/family-override.ts';
import { lookupPort, splitHostPort } from '../shared/host-port.ts';
import { systemRoots } from '../shared/tls/system-roots.ts';
import { type TcpOptions, tcpOptions } from './options.ts';

/**
 * Connects to a `host:port`, with TLS if asked to, and holds a dialogue of lines.
 *
 * Phases: `resolve` from the lookup of the host to the choice of an address; `connect` from the first packet
 * of the TCP handshake to the established connection; `tls` and `processing` as {@link DialogueRun} has them.
 */
export const tcpProber: ProberDefinition<TcpOptions, DialogueRunObservations> = {
  name: 'tcp',
  options: tcpOptions,
  overrides: new Map([familyOverride<TcpOptions>()]),
  prepare: (_target, options) =>
    options.tls && options.tlsOptions.ca === undefined ? systemRoots() : undefined,
  probe: probeTcp,
  metrics: dialogueFamilies,
  facts: dialogueFacts,
};

async function probeTcp(
  target: Target,
  options: TcpOptions,
  context: ProbeContext,
): Promise<Outcome<DialogueRunObservations>> {
  const split = splitHostPort(target.text);
  const name = split.ok ? target.hostname || split.host : '';
  using run = new DialogueRun(options, { atStart: name, startTls: name }, context);
  let address: AddressEvidence | undefined;

  const probe = async (): Promise<Failure | undefined> => {
    if (!split.ok) return badTarget('resolve', split.detail);
    const port = lookupPort(split.port);
    const to = { scheme: 'tcp', host: split.host, ...(port.ok ? { port: port.port } : {}) };
    const chosen = await chooseAddress(to, options, context);
    address = chosen.evidence;
    run.phases.resolve = chosen.evidence.lookupMs;
    if (!chosen.ok) return chosen.failure;
    if (!port.ok) return badTarget('connect', port.detail);

    const { sourceIpAddress } = options;
    const dialled = await dial({ ...to, address: chosen.address, port: port.port, sourceIpAddress }, context);
    if (dialled.durationMs > 0) run.phases.connect = dialled.durationMs;
    if (!dialled.ok) return dialled.failure;
    return await run.converse(dialled.socket);
  };

  const failure = await probe();
  const measured = {
    phases: run.phases,
    ...(address === undefined ? {} : { address }),
    ...(run.tls === undefined ? {} : { tls: run.tls }),
    observations: run.observations,
  };
  return failure === undefined ? { ok: true, ...measured } : { ok: false, failure, ...measured };
}

function badTarget(phase: Failure['phase'], detail: string): Failure {
  return { phase, reason: 'target.invalid', blame: 'local', detail };
}
