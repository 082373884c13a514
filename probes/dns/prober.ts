import type { Outcome, ProbeContext, ProberDefinition, Target } from '../contract.ts';
import type { Failure } from '../failure.ts';
import { tellTo } from '../shared/assertion.ts';
import { shortened } from '../shared/shortened.ts';
import { systemRoots } from '../shared/tls/system-roots.ts';
import { findDisagreement } from './agreement.ts';
import { type Asked, askServer, type Question } from './ask.ts';
import { dnsFacts } from './facts.ts';
import { dnsFamilies } from './metrics.ts';
import { responseCodeName } from './mnemonics.ts';
import { type DnsObservations, observeReply, type ServerObservations } from './observations.ts';
import { type DnsOptions, dnsOptions, targetPlaceholder } from './options.ts';
import { dnsOverrides } from './overrides.ts';
import { judgeReply } from './rules.ts';

/**
 * Asks a DNS server one question, over UDP, TCP, TLS or HTTPS, and judges the reply; or asks several servers the same
 * question and compares their answers.
 *
 * Phases: `resolve` from the lookup of the server to the choice of an address; `connect` from the start of the
 * connection to its end, for UDP until the socket is bound and connected; `tls` from the ClientHello to the
 * verified certificate; `request` from sending the query to the end of the reply, or of the wait for it.
 *
 * With several servers, all are asked at once. What an outcome says of one server, phases, address, certificate and
 * reply, it says of the decisive one: the first that failed, else the first that disagrees with the first, else the
 * one that took longest.
 */
export const dnsProber: ProberDefinition<DnsOptions, DnsObservations> = {
  name: 'dns',
  options: dnsOptions,
  overrides: dnsOverrides,
  prepare: (_target, { transportProtocol, dnsOverTls, tlsOptions }) => {
    const isHttps = transportProtocol === 'https';
    if (!isHttps && !dnsOverTls) return undefined;
    return Promise.all([
      isHttps ? import('./https.ts') : undefined,
      tlsOptions.ca === undefined ? systemRoots() : undefined,
    ]);
  },
  probe: probeDns,
  metrics: dnsFamilies,
  facts: dnsFacts,
};

/** What one server said, and why that is no success. */
interface Judged {
  readonly asked: Asked;
  readonly failure: Failure | undefined;
}

async function probeDns(
  target: Target,
  options: DnsOptions,
  context: ProbeContext,
): Promise<Outcome<DnsObservations>> {
  const { servers, queryName } = options;
  if (servers.length === 0) {
    const judged = await askAndJudge({ server: target.text, name: queryName }, options, context);
    return outcomeOf(judged, {});
  }
  const name = queryName.replaceAll(targetPlaceholder, () => target.text);
  const all = await Promise.all(servers.map((server) => askAndJudge({ server, name }, options, context)));
  const observed = servers.length === 1 ? {} : { servers: all.map(observeServer) };
  return outcomeOf(decisive(all), observed);
}

async function askAndJudge(question: Question, options: DnsOptions, context: ProbeContext): Promise<Judged> {
  const asked = await askServer(question, options, context);
  const { exchanged } = asked;
  if (!exchanged.ok) return { asked, failure: exchanged.failure };
  const { responseCode, flags, answers, authorities, additionals } = exchanged.message;
  context.transcript.record('dns.reply', {
    server: shortened(question.server),
    rcode: responseCodeName(responseCode),
    flags: [...flags],
    answers: answers.map(({ text }) => text),
    authorities: authorities.length,
    additionals: additionals.length,
  });
  return { asked, failure: judgeReply(exchanged.message, options, tellTo(context.transcript)) };
}

function decisive(all: readonly Judged[]): Judged {
  const failed = all.find(({ failure }) => failure !== undefined);
  if (failed !== undefined) return failed;
  const replies = all.flatMap(({ asked }) =>
    asked.exchanged.ok ? [{ asked, server: asked.server, message: asked.exchanged.message }] : [],
  );
  const disagreement = findDisagreement(replies);
  if (disagreement !== undefined) return { asked: disagreement.reply.asked, failure: disagreement.failure };
  return all.reduce((slowest, judged) => (wholeMs(judged) > wholeMs(slowest) ? judged : slowest));
}

function wholeMs({ asked }: Judged): number {
  return Object.values(asked.phases).reduce((sum, durationMs) => sum + durationMs, 0);
}

function observeServer({ asked: { server, exchanged }, failure }: Judged): ServerObservations {
  return {
    server,
    ok: failure === undefined,
    ...(exchanged.ok ? { reply: observeReply(exchanged.message) } : {}),
  };
}

function outcomeOf(
  { asked, failure }: Judged,
  observed: Pick<DnsObservations, 'servers'>,
): Outcome<DnsObservations> {
  const { phases, address, tls, exchanged } = asked;
  const measured = {
    phases,
    ...(address === undefined ? {} : { address }),
    ...(tls === undefined ? {} : { tls }),
    observations: { ...(exchanged.ok ? { reply: observeReply(exchanged.message) } : {}), ...observed },
  };
  return failure === undefined ? { ok: true, ...measured } : { ok: false, failure, ...measured };
}
