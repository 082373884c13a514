import { shortened } from '../../probes/shared/shortened.ts';
import type { TranscriptEvent } from '../../probes/transcript.ts';
import type { Finding } from './evidence.ts';

/** What the transcript of a run has of redirects and of the peer's clock (RFC 9110, section 6.6.1). */
export function seenOfHttp(
  transcript: readonly TranscriptEvent[],
): Pick<Finding, 'location' | 'peerSeconds'> {
  const location = transcript.findLast(({ kind }) => kind === 'http.redirected')?.fields['location'];
  const headers = transcript.findLast(({ kind }) => kind === 'http.response')?.fields['headers'];
  const date = Array.isArray(headers) ? dateIn(headers) : Number.NaN;
  return {
    ...(typeof location === 'string' ? { location: shortened(location) } : {}),
    ...(Number.isFinite(date) ? { peerSeconds: date / 1000 } : {}),
  };
}

function dateIn(headers: readonly unknown[]): number {
  const [written] = headers.flatMap((header) =>
    typeof header === 'string' ? (/^date:\s*(?<date>.+)$/iu.exec(header)?.groups?.['date'] ?? []) : [],
  );
  return written === undefined ? Number.NaN : Date.parse(written);
}
