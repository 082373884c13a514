import * as fc from 'fast-check';
import { expect } from 'vitest';
import { parseServer } from '../../probes/dns/server-address.ts';
import { parseGrpcTarget } from '../../probes/grpc/target.ts';
import { isDirect } from '../../probes/http/proxy/no-proxy.ts';
import { splitHostPort } from '../../probes/shared/host-port.ts';
import { formatUrl, parseUrl, requestTarget, resolveReference } from '../../probes/shared/http/url.ts';
import { parseIpLiteral } from '../../probes/shared/ip-literal.ts';
import { parseTlsTarget } from '../../probes/tls/target.ts';
import { redactTarget } from '../../src/config/redact-text.ts';
import { decodeGoPath, parseGoQuery } from '../../src/server/go-query.ts';
import { parseListenAddress } from '../../src/server/listen-address.ts';
import { cleanPath, encodePath } from '../../src/server/url-path.ts';
import { fuzz } from './fuzzing.ts';

const parts = fc.constantFrom(
  'http',
  'https',
  'ftp',
  'tls',
  'ws',
  'file',
  '://',
  ':',
  '//',
  '/',
  '?',
  '#',
  '@',
  '[',
  ']',
  '%',
  '\\',
  '127.0.0.1',
  '0x7f.1',
  '017700000001',
  '::1',
  '::ffff:1.2.3.4',
  'fe80::1%eth0',
  '%25lo',
  '1.2.3.4.',
  'a.example',
  'xn--',
  'é',
  '漢',
  '😀',
  '\ud800',
  '..',
  '.',
  '%2e',
  '%00',
  '%zz',
  '%C3%BC',
  '*',
  '0',
  '65536',
  '443',
  '-1',
  ' ',
  '\t',
  '\r\n',
  '\0',
  '\u007f',
  '\u2028',
  'a'.repeat(300),
  'user:secret@',
  'key=v',
  '&',
  '=',
);
const texts = fc.oneof(
  { weight: 6, arbitrary: fc.array(parts, { maxLength: 10 }).map((list) => list.join('')) },
  { weight: 1, arbitrary: fc.webUrl({ withFragments: true, withQueryParameters: true }) },
  { weight: 1, arbitrary: fc.string({ unit: 'binary', maxLength: 40 }) },
);

/** What would start a line or an argument of its own in a request. */
const splitting = /[\u0000-\u0020\u007f]/u;

function ofUrl(text: string): void {
  const parsed = parseUrl(text);
  if (!parsed.ok) {
    expect(parsed.detail).not.toBe('');
    return;
  }
  const { url } = parsed;
  const base = parseUrl('http://base.example/a/b?c');
  if (!base.ok) throw new Error(base.detail);
  const target = requestTarget(resolveReference(base.url, url));
  expect(target).not.toMatch(splitting);
  if (url.scheme === '' || url.host === '' || url.opaque !== '') return;
  // Printed and read again, a URL leads to the same place.
  const again = parseUrl(formatUrl(url));
  expect(again.ok && requestTarget(again.url)).toBe(requestTarget(url));
}

function ofTargets(text: string): void {
  for (const defaultPort of [443]) {
    const tls = parseTlsTarget(text, defaultPort);
    if (tls.ok) expect(Number.isInteger(tls.port)).toBe(true);
  }
  parseGrpcTarget(text, true);
  parseServer(text, { transport: 'https', dnsOverTls: false, path: '' });
  parseServer(text, { transport: 'udp', dnsOverTls: false, path: '' });
  parseListenAddress(text);
  const split = splitHostPort(text);
  if (split.ok && !split.host.includes(':'))
    expect(`${split.host}:${split.port}`.length).toBeLessThanOrEqual(text.length);
  const literal = parseIpLiteral(text);
  if (literal !== undefined) expect(parseIpLiteral(literal.address)).toEqual(literal);
  isDirect({ scheme: 'https', hostname: text, port: 443 }, text);
  isDirect({ scheme: 'https', hostname: 'a.example', port: 443 }, text);
}

function ofRequests(text: string): void {
  for (const value of parseGoQuery(text).values()) expect(value.length).toBeLessThanOrEqual(text.length);
  const path = decodeGoPath(text);
  if (path === undefined) return;
  const cleaned = cleanPath(path);
  expect(cleaned.split('/')).not.toContain('..');
  expect(cleanPath(cleaned)).toBe(cleaned);
  // A redirect to it is one line.
  expect(encodePath(cleaned)).not.toMatch(splitting);
}

fuzz(
  'URLs and targets',
  fc.property(texts, (text) => {
    ofUrl(text);
    ofTargets(text);
    ofRequests(text);
    expect(redactTarget(`http://user:hidden-${text.replaceAll(/[\s/?#"<>@:]/gu, '')}@h/`)).not.toContain(
      'hidden-',
    );
  }),
);
