/** JUnit's XML as parsers of others read it, and as a schema has it. */
import { spawnSync } from 'node:child_process';
import { parse } from 'junit2json';
import { describe, expect, test } from 'vitest';
import { usualLimits } from '../../../src/cli/report/warnings.ts';
import { hasProgram } from '../../helpers/installed-program.ts';
import { badCertificate, down, unclear, up, warned, written } from './reports.ts';

describe('JUnit XML', () => {
  test('has a suite for each module and a case for each run', async () => {
    const text = await written('junit', [up, up]);
    expect(text).toBe(`<?xml version="1.0" encoding="UTF-8"?>
<testsuites name="vantage">
  <testsuite name="http_2xx" tests="2" failures="0" errors="0" skipped="0" time="0.250000" timestamp="2026-01-10T12:00:00">
    <testcase name="https://shop.example/" classname="http_2xx" time="0.125000"/>
    <testcase name="https://shop.example/, run 2" classname="http_2xx" time="0.125000"/>
  </testsuite>
</testsuites>
`);
    expect(await parse(text)).toEqual({
      name: 'vantage',
      testsuite: [
        {
          name: 'http_2xx',
          tests: 2,
          failures: 0,
          errors: 0,
          skipped: 0,
          time: 0.25,
          timestamp: '2026-01-10T12:00:00',
          testcase: [
            { name: 'https://shop.example/', classname: 'http_2xx', time: 0.125 },
            { name: 'https://shop.example/, run 2', classname: 'http_2xx', time: 0.125 },
          ],
        },
      ],
    });
  });

  test('tells what is down from what could not be found out', async () => {
    const report = await parse(await written('junit', [down, badCertificate, unclear]));
    const [suite] =
      report !== null && report !== undefined && 'testsuite' in report ? (report.testsuite ?? []) : [];
    expect(suite).toMatchObject({
      failures: 2,
      errors: 1,
      testcase: [
        {
          name: 'db.example:5432#1',
          failure: [
            {
              type: 'tcp.refused',
              message: `it said <a href="x">&amp;</a> # TODO \\ | 'a'='b' {"x":[1]} \\x1b[2J\\r\n---\n...\nok 1 é \\u{d800}]]>`,
            },
          ],
        },
        { failure: [{ type: 'tls.cert.date_invalid' }] },
        { error: [{ type: 'local.resources', message: 'no file is left to open' }] },
      ],
    });
  });

  test('of scheduled targets has a suite for each job', async () => {
    const report = await parse(await written('junit', [{ ...up, job: 'vendors' }, up]));
    const suites =
      report !== null && report !== undefined && 'testsuite' in report ? (report.testsuite ?? []) : [];
    expect(suites.map(({ name }) => name)).toEqual(['vendors', 'http_2xx']);
  });

  test('fails for a warning that is to fail, and tells others beside the success', async () => {
    const limits = { expiryMs: 1, localDelayMs: 1 };
    const failing = await written('junit', [warned], { failOn: { kinds: new Set(['expiry']), limits } });
    expect(await parse(failing)).toMatchObject({ testsuite: [{ failures: 1 }] });
    const passing = await written('junit', [warned]);
    expect(await parse(passing)).toMatchObject({ testsuite: [{ failures: 0 }] });
    expect(passing).toContain('<system-out>expiry: the certificate of CN=a expires on');
  });

  test('counts what was not checked as errors', async () => {
    const report = await parse(await written('junit', [], { problems: ['job a: <none>'] }));
    expect(report).toMatchObject({
      testsuite: [{ name: 'not checked', errors: 1, testcase: [{ error: [{ message: 'job a: <none>' }] }] }],
    });
  });
});

describe.runIf(hasProgram('xmllint'))('the schema of JUnit reports takes', () => {
  test.each([
    { name: 'a success', runs: [up], problems: [] },
    { name: 'failures and errors', runs: [up, down, badCertificate, unclear], problems: [] },
    { name: 'warnings', runs: [warned], problems: [] },
    {
      name: 'warnings that count',
      runs: [warned],
      problems: [],
      failOn: { kinds: new Set(['expiry'] as const), limits: usualLimits },
    },
    { name: 'what was not checked', runs: [up], problems: ['job x: "nobody" & <nothing>\u0000'] },
    {
      name: 'several jobs',
      runs: [
        { ...up, job: 'a' },
        { ...down, job: 'b "<&' },
      ],
      problems: [],
    },
    { name: 'nothing', runs: [], problems: [] },
  ])('$name', async ({ runs, ...changes }) => {
    const schema = ['--nonet', '--noout', '--schema', 'test/cli/output/junit.xsd', '-'];
    const input = await written('junit', runs, changes);
    const { status, stderr } = spawnSync('xmllint', schema, { input, encoding: 'utf8' });
    expect({ status, stderr }).toEqual({ status: 0, stderr: '- validates\n' });
  });
});
