/** Targets and name servers that say too much, or what would steer a terminal: a diagnosis stays small and harmless. */
import { expect, test } from 'vitest';
import { diagnosisText } from '../../src/cli/diagnose/diagnosis-json-text.ts';
import { diagnosisView } from '../../src/cli/diagnose/diagnosis-view.ts';
import { plain } from '../../src/cli/terminal/paint.ts';
import type { Diagnosis } from '../../src/diagnosis/diagnose.ts';
import { mint } from '../helpers/certificates.ts';
import { startDnsServer } from '../helpers/dns-server.ts';
import { startHttpServer } from '../helpers/http-server.ts';
import { startTlsServer } from '../helpers/tls-server.ts';
import { diagnosed } from './diagnosed.ts';

/** Clears the screen, and turns the direction of text. */
const evil = '\u001b[2J\u009b31m\u202e';
const maxBytes = 32 * 1024;

function expectHarmless(diagnosis: Diagnosis): void {
  const shown = [diagnosisText(diagnosis), diagnosisView(diagnosis, { paint: plain })];
  // biome-ignore lint/suspicious/noControlCharactersInRegex: that there are none is what is tested.
  for (const text of shown) expect(text).not.toMatch(/[\u0000-\u0009\u000b-\u001f\u007f-\u009f\u202e]/u);
  expect(diagnosis.verdict.sentence.length).toBeLessThanOrEqual(1000);
  expect(JSON.stringify(diagnosis).length).toBeLessThan(maxBytes);
}

test('a certificate with a subject of 8 KB and 400 names', async () => {
  const identity = mint({
    subject: evil.repeat(800),
    dnsNames: Array.from({ length: 400 }, (_, index) => `${'n'.repeat(60)}.${index}.example`),
  });
  await using server = await startTlsServer({ identity });
  const diagnosis = await diagnosed({
    module: '{prober: http, timeout: 1s}',
    target: `https://127.0.0.1:${server.port}/`,
  });
  expect(diagnosis.verdict.code).toMatch(/^certificate_/u);
  expectHarmless(diagnosis);
});

test('a redirect to 8 KB of control characters', async () => {
  await using server = await startHttpServer((_request, socket) => {
    // Of control characters a parser of HTTP lets those pass that take two bytes.
    socket.end(
      `HTTP/1.1 302 Found\r\nLocation: /${'\u009b31m\u202e'.repeat(1000)}\r\nContent-Length: 0\r\n\r\n`,
    );
  });
  const diagnosis = await diagnosed({
    module: '{prober: http, timeout: 1s}',
    target: `http://${server.authority}/`,
  });
  expect(diagnosis.verdict.code).toMatch(/^redirect_/u);
  expectHarmless(diagnosis);
});

test('2000 addresses from everybody but the resolver', async () => {
  const addresses = Array.from(
    { length: 2000 },
    (_, index) => `203.0.${113 + Math.floor(index / 250)}.${index % 250}`,
  );
  await using many = await startDnsServer(({ transport }) =>
    transport === 'udp' ? { truncated: true } : { addresses },
  );
  await using none = await startDnsServer(() => ({ rcode: 3 }));
  const diagnosis = await diagnosed({
    module: '{prober: http, timeout: 1s}',
    target: 'http://shop.vendor.example/',
    nameServers: [none.address],
    otherResolvers: [many.address, many.address, many.address],
    roots: [many.address],
  });
  expect(diagnosis.verdict.code).toBe('dns_resolver_hides_name');
  expectHarmless(diagnosis);
});
