import type { Children } from '../children.ts';
import { findProgram } from '../find-program.ts';
import { startHelper } from '../helper-process.ts';
import { makeCertificate } from './certificate.ts';
import { delayPort } from './delay-messages.ts';
import { startNginx } from './nginx.ts';
import { type StandInPorts, standInPorts } from './stand-in-messages.ts';
import { startUnbound } from './unbound.ts';
import type { WebTargets } from './web-targets.ts';

/** What the delay server waits with each answer. */
export const delayMs = 20;

const helperMs = 15_000;

/** What is probed, on 127.0.0.1. */
export interface Targets {
  readonly web: WebTargets;
  readonly dnsPort: number;
  /** Of a web server that answers after {@link delayMs}. */
  readonly delayPort: number;
  /** The file that holds the certificate to trust; absent where OpenSSL is. */
  readonly certificateFile?: string | undefined;
  /** Which programs they are. */
  readonly programs: readonly string[];
}

/** Starts all targets, with servers of ours in place of programs that are not installed. */
export async function startTargets(children: Children, directory: string): Promise<Targets> {
  const certificate = makeCertificate(directory);
  const nginx = findProgram('nginx');
  const unbound = findProgram('unbound');
  let standIns: Promise<StandInPorts> | undefined;
  const ours = () => {
    standIns ??= startHelper(children, 'targets/stand-in-process').ask(
      { certificate },
      { answer: standInPorts, withinMs: helperMs },
    );
    return standIns;
  };
  const delay = await startHelper(children, 'targets/delay-process').ask(
    { delayMs },
    { answer: delayPort, withinMs: helperMs },
  );
  return {
    web: nginx ? await startNginx(children, { program: nginx, directory, certificate }) : await ours(),
    dnsPort: unbound ? await startUnbound(children, { program: unbound, directory }) : (await ours()).dnsPort,
    delayPort: delay.port,
    certificateFile: certificate?.certificateFile,
    programs: [nginx ?? 'a web server in Node.js', unbound ?? 'a name server in Node.js'],
  };
}
