/**
 * What a newcomer does with the compose file, with the programs of this machine in the place of containers: the stack starts,
 * one of its services is stopped, an alert fires, and its page has a diagnosis. Only times of waiting are shortened.
 */
import { execFileSync } from 'node:child_process';
import { cpSync, mkdirSync, readdirSync, readFileSync, statSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { z } from 'zod';
import { startVantage } from '../cli/vantage-process.ts';
import { composeFile, composeFolder } from '../deploy/compose-stack.ts';
import { hasAlertmanager } from '../helpers/alertmanager.ts';
import { type HttpServer, reply, response, route, startHttpServer } from '../helpers/http-server.ts';
import { eventually, freePort, getText, hasPrometheus } from '../helpers/prometheus.ts';
import { type StartedProgram, startProgram } from '../helpers/started-program.ts';
import { temporaryDirectory } from '../helpers/temporary-directory.ts';

describe.skipIf(!hasPrometheus() || !hasAlertmanager())('the compose file', () => {
  const { services } = composeFile();
  const work = temporaryDirectory();
  const tokenFolder = join(work.path, 'volumes/token');
  const started: StartedProgram[] = [];
  const ports = new Map<string, number>();
  let grafana: HttpServer;

  const at = (name: string): string => `127.0.0.1:${ports.get(name) ?? 0}`;

  /** Where a service would find each other, here. */
  const here = (text: string): string =>
    text
      .replaceAll(/\b(vantage|prometheus|alertmanager|grafana):\d+/gu, (_, name: string) => at(name))
      .replaceAll('https://example.org', `http://${at('grafana')}/api/health`)
      .replaceAll('/token/', `${tokenFolder}/`);

  /** The command of a service with the paths of this machine, after its files were written there. */
  function mounted(name: string): readonly string[] {
    const { command = [], volumes = [] } = services[name] ?? {};
    const places = volumes
      .map((volume) => volume.split(':'))
      .map(([source = '', target = '']) => {
        if (!source.startsWith('.')) return { target, place: join(work.path, 'volumes', source) };
        const place = join(work.path, 'files', name, target);
        cpSync(join(composeFolder, source), place, { recursive: true });
        for (const file of readdirSync(place).map((each) => join(place, each))) {
          writeFileSync(file, faster(here(readFileSync(file, 'utf8'))));
        }
        return { target, place };
      });
    for (const { place } of places) mkdirSync(place, { recursive: true });
    return command.map((word) => {
      const found = places.find(({ target }) => word.includes(`=${target}`));
      return found === undefined ? word : word.replace(found.target, found.place);
    });
  }

  /** Does what the service that makes the token does; its content. */
  function makeToken(): string {
    const [, ...script] = services['token']?.entrypoint ?? [];
    execFileSync(process.execPath, script.map(here));
    return readFileSync(join(tokenFolder, 'alerts'), 'utf8');
  }

  beforeAll(async () => {
    grafana = await startHttpServer(route({ '/api/health': reply(response(200, '{}')) }));
    ports.set('grafana', grafana.port);
    for (const name of ['vantage', 'prometheus', 'alertmanager']) ports.set(name, await freePort());
    mkdirSync(tokenFolder, { recursive: true });
    makeToken();

    started.push(startVantage([...mounted('vantage'), `--web.listen-address=${at('vantage')}`]));
    for (const [name, program] of [
      ['prometheus', 'prometheus'],
      ['alertmanager', 'prometheus-alertmanager'],
    ] as const) {
      const words = [...mounted(name), `--web.listen-address=${at(name)}`];
      if (name === 'alertmanager') words.push('--cluster.listen-address=');
      started.push(startProgram(program, words));
      await eventually(name, () => getText(`http://${at(name)}/-/ready`), [
        started.at(-1)?.complained() ?? '',
      ]);
    }
  }, 60_000);

  afterAll(async () => {
    for (const program of started) await program[Symbol.asyncDispose]();
    await grafana[Symbol.asyncDispose]();
    work[Symbol.dispose]();
  });

  async function query(expr: string): Promise<readonly string[]> {
    const text = await getText(`http://${at('prometheus')}/api/v1/query?query=${encodeURIComponent(expr)}`);
    const answer = z.object({
      data: z.object({ result: z.array(z.object({ metric: z.record(z.string(), z.string()) })) }),
    });
    return answer.parse(JSON.parse(text ?? '')).data.result.map(({ metric }) => metric['instance'] ?? '');
  }

  test('starts a stack in which everything is up, and whose rules have data', async () => {
    await eventually('four targets that are up', async () =>
      (await query('probe_success == 1')).length === 4 ? true : undefined,
    );
    await eventually('budgets', async () =>
      (await query('target:vantage_slo_error_budget:remaining_ratio')).length === 3 ? true : undefined,
    );
    expect(await query('ALERTS')).toEqual([]);
  }, 60_000);

  test('makes its token once, for all to read and nobody to write', () => {
    const token = makeToken();
    expect([token, makeToken()]).toEqual([expect.stringMatching(/^[0-9a-f]{64}$/u), token]);
    expect(statSync(join(tokenFolder, 'alerts')).mode & 0o777).toBe(0o444);
    expect(services['token']?.entrypoint[0]).toBe('node');
  });

  test('has a diagnosis of a service that is stopped on a page before the alert is told', async () => {
    const target = `http://${at('grafana')}/api/health`;
    await grafana[Symbol.asyncDispose]();
    const alerts = z.array(z.object({ fingerprint: z.string(), labels: z.record(z.string(), z.string()) }));
    const fired = await eventually('an alert', async () => {
      const text = await getText(
        `http://${at('alertmanager')}/api/v2/alerts?filter=alertname=VantageTargetDownEverywhere`,
      );
      return alerts
        .parse(JSON.parse(text ?? '[]'))
        .find(({ labels }) => labels['instance'] === target && labels['job'] === 'stack');
    });
    const known = z.object({
      alerts: z.array(
        z.object({ fingerprint: z.string(), verdict: z.object({ code: z.string() }).nullable() }),
      ),
    });
    const verdict = await eventually('a diagnosis', async () => {
      const text = await getText(`http://${at('vantage')}/api/v1/alertmanager`);
      const found = known
        .parse(JSON.parse(text ?? ''))
        .alerts.find(({ fingerprint }) => fingerprint === fired.fingerprint);
      return found?.verdict ?? undefined;
    });
    expect(verdict.code).toBe('port_closed');
    const page = await fetch(`http://${at('vantage')}/api/v1/alertmanager/${fired.fingerprint}`, {
      headers: { accept: 'text/html' },
    });
    expect(await page.text()).toMatch(/<h1>VantageTargetDownEverywhere<\/h1>.*port_closed, blame target/su);
  }, 90_000);
});

/** A configuration in which a minute is a second, and nothing takes longer than that. */
function faster(text: string): string {
  return text
    .replaceAll(/^( +(?:for|interval): )(\d+)m$/gmu, '$1$2s')
    .replaceAll(/\b(interval|scrape_interval|evaluation_interval): (?:15|30)s/gu, '$1: 1s')
    .replaceAll(/^( +timeout): 5s$/gmu, '$1: 1s')
    .replaceAll(/\bgroup_interval: \S+/gu, 'group_interval: 1s');
}
