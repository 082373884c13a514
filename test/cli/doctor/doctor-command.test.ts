import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { findingsText } from '../../../src/cli/doctor/doctor-command.ts';
import { openFilesFinding, resolverFinding } from '../../../src/cli/doctor/host-findings.ts';
import { run } from '../../../src/cli/run.ts';
import { plain } from '../../../src/cli/terminal/paint.ts';
import { temporaryDirectory } from '../../helpers/temporary-directory.ts';
import { recordingIo } from '../recording-io.ts';

/** Files with these texts, as the findings about the host read them. */
function hostFiles(texts: { readonly resolvConf?: string; readonly limits?: string }) {
  const folder = temporaryDirectory();
  const resolvConf = join(folder.path, 'resolv.conf');
  const limits = join(folder.path, 'limits');
  if (texts.resolvConf !== undefined) writeFileSync(resolvConf, texts.resolvConf);
  if (texts.limits !== undefined) writeFileSync(limits, texts.limits);
  return { resolvConf, limits, [Symbol.dispose]: () => folder[Symbol.dispose]() };
}

test('looks at everything, and ends with 1 only when there is a problem', async () => {
  const io = recordingIo();
  const exitCode = await run(['doctor'], io);
  const lines = io.printed().split('\n');
  expect(lines.filter((line) => /^\S/u.test(line)).map((line) => /^\w+ +([^:]+):/u.exec(line)?.[1])).toEqual([
    'Vantage',
    'ICMP over IPv4',
    'ICMP over IPv6',
    'name servers',
    'trusted authorities',
    'open files',
  ]);
  expect(exitCode).toBe(lines.some((line) => line.startsWith('PROBLEM')) ? 1 : 0);
});

test('refuses an argument', async () => {
  const io = recordingIo();
  expect(await run(['doctor', 'me'], io)).toBe(2);
  expect(io.complained()).toBe("vantage doctor: error: unexpected argument 'me', try --help\n");
});

test('prints remedies on lines of their own, and breaks sentences to the width', () => {
  const findings = [
    { subject: 'a', verdict: 'ok', found: 'all is well', remedies: [] },
    {
      subject: 'b',
      verdict: 'problem',
      found: 'one two three four five',
      remedies: ['Host: x --very-long-line'],
    },
  ] as const;
  expect(findingsText(findings, { paint: plain, columns: 23 })).toBe(
    [
      'OK       a: all is well',
      'PROBLEM  b: one two',
      '         three four',
      '         five',
      '           Host: x --very-long-line',
      '',
    ].join('\n'),
  );
});

test.each([
  {
    name: 'servers and where to search',
    resolvConf: 'nameserver 192.0.2.1\nnameserver 2001:db8::1\nsearch a.test b.test\n',
    verdict: 'ok',
    found: /^192\.0\.2\.1, 2001:db8::1, searching a\.test, b\.test$/u,
  },
  {
    name: 'a file without servers',
    resolvConf: 'search a.test\n',
    verdict: 'warning',
    found: /names no server, so names are looked up with 127\.0\.0\.1 and ::1$/u,
  },
  { name: 'no file', verdict: 'warning', found: /resolv\.conf cannot be read/u },
])('of name servers, $name', ({ resolvConf, verdict, found }) => {
  using files = hostFiles(resolvConf === undefined ? {} : { resolvConf });
  const finding = resolverFinding(files);
  expect(finding.verdict).toBe(verdict);
  expect(finding.found).toMatch(found);
});

test.each([
  {
    name: 'many',
    limits: 'Max open files            1048576   1048576   files\n',
    verdict: 'ok',
    found: /^at most 1048576$/u,
  },
  {
    name: 'all',
    limits: 'Max open files            unlimited  unlimited  files\n',
    verdict: 'ok',
    found: /^at most unlimited$/u,
  },
  {
    name: 'few',
    limits: 'Max cpu time  unlimited unlimited seconds\nMax open files            1024   4096   files\n',
    verdict: 'warning',
    found: /^at most 1024, which some hundred probes at a time use up$/u,
  },
  { name: 'an unknown number of', verdict: 'warning', found: /^the limit cannot be read from / },
])('of open files, $name', ({ limits, verdict, found }) => {
  using files = hostFiles(limits === undefined ? {} : { limits });
  const finding = openFilesFinding(files);
  expect(finding.verdict).toBe(verdict);
  expect(finding.found).toMatch(found);
});
