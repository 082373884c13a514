/** What a monitoring plugin prints, read by the library that plugins in Perl use. */
import { spawnSync } from 'node:child_process';
import { describe, expect, test } from 'vitest';
import { z } from 'zod';
import { nagiosExitCode } from '../../../src/cli/output/nagios.ts';
import type { CheckedRun } from '../../../src/cli/report/checked-run.ts';
import { hasPerlModule } from '../../helpers/perl-module.ts';
import { badCertificate, down, report, unclear, up, warned, written } from './reports.ts';

const module = 'Monitoring::Plugin::Performance';
const hasLibrary = hasPerlModule(module);

const script = `
  my @all = ${module}->parse_perfstring($ARGV[0]);
  print "[", join(",", map { sprintf('{"label":"%s","value":%s,"unit":"%s","min":"%s","max":"%s"}',
    $_->label, $_->value, $_->uom, $_->min // "", $_->max // "") } @all), "]";
`;

const dataSchema = z.array(
  z.object({ label: z.string(), value: z.number(), unit: z.string(), min: z.string(), max: z.string() }),
);

function performanceData(text: string): z.infer<typeof dataSchema> {
  const [, data = ''] = (text.split('\n')[0] ?? '').split(' | ');
  const { stdout } = spawnSync('perl', [`-M${module}`, '-e', script, data], { encoding: 'utf8' });
  return dataSchema.parse(JSON.parse(stdout));
}

describe('the output of a plugin', () => {
  test.each([
    { name: 'up', runs: [up], code: 0, line: /^VANTAGE OK: https:\/\/shop\.example\/ in 125\.0 ms \| / },
    {
      name: 'near its end',
      runs: [warned],
      code: 1,
      line: /^VANTAGE WARNING: .* but the certificate of CN=a expires/,
    },
    {
      name: 'down',
      runs: [badCertificate],
      code: 2,
      line: /^VANTAGE CRITICAL: .* tls\.cert\.date_invalid \(target\): /,
    },
    { name: 'unclear', runs: [unclear], code: 3, line: /^VANTAGE UNKNOWN: .* local\.resources/ },
    { name: 'up and unclear', runs: [up, unclear], code: 3, line: /^VANTAGE UNKNOWN: 1 of 2 are well \| / },
    {
      name: 'down and unclear',
      runs: [unclear, down],
      code: 2,
      line: /^VANTAGE CRITICAL: 0 of 2 are well \| /,
    },
    { name: 'nothing', runs: [], code: 3, line: /^VANTAGE UNKNOWN: 0 of 0 are well/ },
  ])('says and exits what plugins do for $name', async ({ runs, code, line }) => {
    expect(await written('nagios', runs)).toMatch(line);
    expect(nagiosExitCode(report(runs))).toBe(code);
  });

  test('makes a warning critical that is to fail', () => {
    const failOn = { kinds: new Set(['expiry'] as const), limits: { expiryMs: 1, localDelayMs: 1 } };
    expect(nagiosExitCode(report([warned], { failOn }))).toBe(2);
  });

  test('has no bar in its words, which would begin the performance data', async () => {
    const text = await written('nagios', [down, up]);
    expect(text.split('\n').map((line) => line.split('|').length)).toEqual([2, 1, 1, 1]);
  });

  test.runIf(hasLibrary)('has performance data that the library reads', async () => {
    expect(performanceData(await written('nagios', [up]))).toEqual([
      { label: 'time', value: 0.125, unit: 's', min: '0', max: '10.000000' },
      { label: 'resolve', value: 0.0015, unit: 's', min: '0', max: '10.000000' },
      { label: 'connect', value: 0.01, unit: 's', min: '0', max: '10.000000' },
    ]);
  });

  test.runIf(hasLibrary)('keeps the data of several targets apart', async () => {
    const odd: CheckedRun = { ...up, result: { ...up.result, target: { text: "a'=b.example" } } };
    const labels = performanceData(await written('nagios', [up, odd])).map(({ label }) => label);
    expect(labels).toEqual([
      '1 https://shop.example/ time',
      '1 https://shop.example/ resolve',
      '1 https://shop.example/ connect',
      '2 a__b.example time',
      '2 a__b.example resolve',
      '2 a__b.example connect',
    ]);
  });
});
