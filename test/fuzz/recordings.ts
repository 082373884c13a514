/** What real programs sent, as it was recorded once: the seed must be all that a case depends on. */
import { readFileSync } from 'node:fs';

function recorded(name: string): readonly Buffer[] {
  const text = readFileSync(new URL(`./recordings/${name}.txt`, import.meta.url), 'utf8');
  return text
    .split('\n')
    .filter((line) => line !== '' && !line.startsWith('#'))
    .map((line) => Buffer.from(line, 'hex'));
}

/** Replies of a DNS server, each with its question. */
export const recordedDnsMessages = recorded('dns');

/** Responses of web servers, from the status line to the end of the body. */
export const recordedHttpResponses = recorded('http');

/** Certificates, a revocation list and an OCSP response. */
export const recordedDer = recorded('der');
