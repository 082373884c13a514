import type { IpAddress, ProbeContext } from '../../../probes/contract.ts';
import { type AskingOptions, askServer } from '../../../probes/dns/ask.ts';
import type { DnsMessage } from '../../../probes/dns/message.ts';
import { recordTypes, responseCodeName } from '../../../probes/dns/mnemonics.ts';
import type { Failure, FailureReason } from '../../../probes/failure.ts';
import { parseIpLiteral } from '../../../probes/shared/ip-literal.ts';
import { tlsOptions } from '../../../probes/shared/tls/options.ts';
import type { ServerAnswer } from '../evidence.ts';

/** One question to one server. */
export interface DnsQuestion {
  /** `address` or `[address]:port`. */
  readonly server: string;
  readonly name: string;
  readonly type: 'A' | 'AAAA' | 'NS';
  /** Whether the server is to find out what it does not know; a server of a zone is not asked to. */
  readonly isRecursive: boolean;
}

export type DnsReply =
  | { readonly ok: true; readonly message: DnsMessage; readonly durationMs: number }
  | { readonly ok: false; readonly failure: Failure; readonly durationMs: number };

const noTls = tlsOptions.parse(undefined);

/** Asks over UDP, once more over TCP when the reply was truncated; ends when the context's signal aborts. */
export async function askDns(question: DnsQuestion, context: ProbeContext): Promise<DnsReply> {
  const { clock } = context;
  const startMs = clock.monotonicMs();
  const overUdp = await askOver('udp', question, context);
  const exchanged =
    overUdp.ok && overUdp.message.flags.has('tc') ? await askOver('tcp', question, context) : overUdp;
  const durationMs = clock.monotonicMs() - startMs;
  return exchanged.ok
    ? { ok: true, message: exchanged.message, durationMs }
    : { ok: false, failure: exchanged.failure, durationMs };
}

async function askOver(
  transportProtocol: 'udp' | 'tcp',
  { server, name, type, isRecursive }: DnsQuestion,
  context: ProbeContext,
) {
  const options: AskingOptions = {
    preferredIpProtocol: 'ip4',
    ipProtocolFallback: true,
    sourceIpAddress: '',
    queryType: type,
    queryClass: 'IN',
    recursionDesired: isRecursive,
    transportProtocol,
    dnsOverTls: false,
    tlsOptions: noTls,
    servers: [],
    path: '',
    method: '',
    edns: { dnssecOk: false, udpSizeBytes: 1232 },
    failIfNotAuthenticated: false,
  };
  const { exchanged } = await askServer({ server, name, use: 'resolver' }, options, context);
  return exchanged;
}

/** The addresses in an answer section, whatever names they stand under: aliases come with what they lead to. */
export function addressesIn({ answers }: DnsMessage): readonly IpAddress[] {
  const types = [recordTypes.get('A'), recordTypes.get('AAAA')];
  return answers.flatMap(({ type, data }) => (types.includes(type) ? (parseIpLiteral(data) ?? []) : []));
}

/** More addresses of a name are not told. */
export const addressesKept = 20;

/** Asks one server for the addresses of a name, both families at once, and says what came of it. */
export async function askForAddresses(
  question: Omit<DnsQuestion, 'type'>,
  context: ProbeContext,
): Promise<{ readonly answer: ServerAnswer; readonly messages: readonly DnsMessage[] }> {
  const replies = await Promise.all(
    (['A', 'AAAA'] as const).map((type) => askDns({ ...question, type }, context)),
  );
  const messages = replies.flatMap((reply) => (reply.ok ? [reply.message] : []));
  const all = new Set(messages.flatMap(addressesIn).map(({ address }) => address));
  const addresses = [...all].toSorted().slice(0, addressesKept);
  const durationMs = Math.max(...replies.map((reply) => reply.durationMs));
  const about = { server: question.server, addresses, durationMs };
  if (addresses.length > 0) return { answer: { ...about, kind: 'addresses', detail: '' }, messages };
  return { answer: { ...about, ...withoutAddresses(replies) }, messages };
}

/** What replies say that hold no address: that of the family that fared worse counts. */
function withoutAddresses(replies: readonly DnsReply[]): Pick<ServerAnswer, 'kind' | 'detail'> {
  const failed = replies.flatMap((reply) => (reply.ok ? [] : [reply.failure]))[0];
  const codes = replies.flatMap((reply) => (reply.ok ? [responseCodeName(reply.message.responseCode)] : []));
  const refused = codes.find((code) => code !== 'NOERROR' && code !== 'NXDOMAIN');
  if (refused !== undefined) return { kind: 'refusal', detail: `answers ${refused}` };
  if (codes.includes('NXDOMAIN'))
    return { kind: 'no_such_name', detail: 'answers NXDOMAIN: there is no such name' };
  if (failed === undefined) return { kind: 'no_address', detail: 'answers that the name has no address' };
  return withoutReply(failed);
}

/** What it says of a server that a question to it failed. */
export function withoutReply({ reason, detail }: Failure): Pick<ServerAnswer, 'kind' | 'detail'> {
  if (nonsense.has(reason)) return { kind: 'refusal', detail: `answers nonsense: ${detail}` };
  if (noAnswer.has(reason)) return { kind: 'silence', detail: 'does not answer' };
  return { kind: 'unreachable', detail: `cannot be reached: ${detail}` };
}

const nonsense: ReadonlySet<FailureReason> = new Set([
  'dns.malformed',
  'dns.mismatched',
  'dns.too_large',
  'dns.failed',
]);
const noAnswer: ReadonlySet<FailureReason> = new Set([
  'dns.timed_out',
  'tcp.timed_out',
  'local.aborted',
  'local.no_time',
]);
