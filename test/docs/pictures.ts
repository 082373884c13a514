import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { vi } from 'vitest';
import { systemResolver } from '../../probes/shared/resolver.ts';
import { run } from '../../src/cli/run.ts';
import { recordingIo } from '../cli/recording-io.ts';
import { mint, mintAuthority } from '../helpers/certificates.ts';
import { temporaryDirectory } from '../helpers/temporary-directory.ts';
import { startTlsServer } from '../helpers/tls-server.ts';

const msPerDay = 86_400_000;

/** What the documents show a command print: by command, a way to make it print that. */
export const pictures: ReadonlyMap<string, () => Promise<string>> = new Map([
  ['vantage probe https://localhost:8443/health', expiredCertificate],
]);

/** What differs from run to run, replaced by words: ports, times, bars, dates, addresses. */
export function withoutChance(output: string): string {
  return output
    .replaceAll(/localhost:\d+/gu, 'localhost:PORT')
    .replaceAll(/\d{4}-\d\d-\d\dT\d\d:\d\d:\d\dZ/gu, 'DATE')
    .replaceAll(/ *[\d.]+ m?s\b/gu, ' TIME')
    .replaceAll(/ *█+/gu, ' BAR')
    .replaceAll(/\S+ \(IPv[46]\)/gu, 'ADDRESS');
}

/** A shop whose certificate expired three days ago, under an intermediate that is good for another year. */
async function expiredCertificate(): Promise<string> {
  using folder = temporaryDirectory();
  const root = mintAuthority('Example Root CA');
  const inDays = (days: number): Date => new Date(Date.now() + days * msPerDay);
  const issuer = mintAuthority('Example Issuing CA 1', { issuer: root, notAfter: inDays(364.5) });
  const identity = mint({
    subject: 'shop.example',
    dnsNames: ['localhost'],
    issuer,
    notBefore: inDays(-90),
    notAfter: inDays(-3.5),
  });
  const trusted = join(folder.path, 'root.pem');
  writeFileSync(trusted, root.certPem);
  vi.stubEnv('SSL_CERT_FILE', trusted);
  await using server = await startTlsServer({ identity, chain: [issuer], host: await localhost() });
  const io = recordingIo();
  await run(['probe', `https://localhost:${server.port}/health`], io);
  return io.printed();
}

/** The address by which this host knows itself; some know `::1` as well, and a probe prefers it. */
async function localhost(): Promise<string> {
  const found = await systemResolver().lookup('localhost', [6, 4], { signal: new AbortController().signal });
  const [first] = found.ok ? found.addresses : [];
  return first?.address ?? '127.0.0.1';
}
