import type { EventKind, TranscriptEvent, TranscriptLevel } from '../../probes/transcript.ts';

/** How an event is told to people: its level, and a fixed sentence. Whatever varies is in its fields. */
export interface EventWords {
  readonly level: TranscriptLevel;
  readonly message: string;
}

const debug = (message: string): EventWords => ({ level: 'debug', message });
const info = (message: string): EventWords => ({ level: 'info', message });
const warn = (message: string): EventWords => ({ level: 'warn', message });

/** The words of each kind, in the order in which a run comes to them. */
export const words: Readonly<Record<EventKind, EventWords>> = {
  'resolve.started': debug('Resolving the target address'),
  'resolve.listed': debug('The hosts file has the name'),
  'resolve.answered': debug('A resolver answered'),
  'resolve.failed': warn('Resolution failed'),
  'resolve.chosen': debug('Resolved the target address'),
  'connect.started': debug('Connecting'),
  'connect.path': debug('Connecting'),
  'connect.established': debug('Connected'),
  'connect.failed': debug('The connection failed'),
  'proxy.used': debug('Using a proxy'),
  'tls.started': debug('Starting TLS'),
  'tls.established': debug('TLS established'),
  'tls.failed': debug('The TLS handshake failed'),
  'revocation.fetching': debug('Fetching a revocation list'),
  'revocation.read': debug('Read a revocation list'),
  'revocation.unusable': warn('A revocation list cannot be used'),
  'auth.token': debug('Received an OAuth 2.0 token'),
  'http.request': debug('Sending a request'),
  'http.response': debug('Received a response'),
  'http.redirected': info('Redirected'),
  'http.redirect_refused': info('The redirect is not followed'),
  'http.body_read': debug('Read the body'),
  'http.body_captured': debug('Captured the body'),
  'dialogue.line': debug('Read a line'),
  'dialogue.bytes': debug('Read bytes'),
  'dialogue.sent': debug('Sending a line'),
  'dialogue.starttls': debug('Asking for TLS'),
  'dialogue.before_tls': debug('Read before TLS'),
  'policy.denied': warn('Denied by the target policy'),
  'dns.query': debug('Sending a DNS query'),
  'dns.reply': debug('Got a reply'),
  'dns.foreign': warn('Passed over a datagram'),
  'icmp.opening': debug('Opening a socket'),
  'icmp.opened': debug('Opened the socket'),
  'icmp.sent': debug('Sending an echo request'),
  'icmp.reply': debug('Received its reply'),
  'icmp.error': warn('An ICMP error was reported'),
  'icmp.passed_over': debug('Passed over a packet'),
  'grpc.health': debug('Received the health'),
  'websocket.message': debug('Read a message'),
  'websocket.sent': debug('Sending a message'),
  'assertion.met': debug('A demand is met'),
  'assertion.unmet': debug('A demand is not met'),
  'run.succeeded': debug('Probe succeeded'),
  'run.failed': { level: 'error', message: 'Probe failed' },
  'run.transcript_full': warn('The transcript was full; further events were dropped'),
};

/** How an event is told. A certificate that is revoked, or a list that is not renewed, is more than a detail. */
export function wordsOf({ kind, fields }: TranscriptEvent): EventWords {
  const told = words[kind];
  const isGrave = kind === 'revocation.read' && (fields['revoked'] === true || fields['stale'] === true);
  return isGrave ? { ...told, level: 'warn' } : told;
}
