/**
 * The manifests' ServiceMonitor with the real Prometheus: scraped as the Prometheus Operator would have it, the series of
 * targets have the labels that the rules expect, whichever shard they come from.
 */
import { execFileSync } from 'node:child_process';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { z } from 'zod';
import { startVantage } from '../cli/vantage-process.ts';
import { argumentsOf, parseManifests, writeConfiguration } from '../deploy/manifests.ts';
import { type HttpServer, response, startHttpServer } from '../helpers/http-server.ts';
import { hasProgram } from '../helpers/installed-program.ts';
import { hasPrometheus, type Prometheus, startPrometheus } from '../helpers/prometheus.ts';
import type { StartedProgram } from '../helpers/started-program.ts';
import { temporaryDirectory } from '../helpers/temporary-directory.ts';

const series = z.object({ data: z.array(z.record(z.string(), z.string())) });

describe.skipIf(!hasPrometheus() || !hasProgram('kubectl', 'version'))('the ServiceMonitor', () => {
  const folder = temporaryDirectory();
  const pods: StartedProgram[] = [];
  let web: HttpServer;
  let prometheus: Prometheus;

  beforeAll(async () => {
    web = await startHttpServer((_, socket) => {
      socket.end(response(200, 'hello'));
    });
    const yaml = execFileSync('kubectl', ['kustomize', 'deploy/kubernetes/overlays/us-east-1'], {
      encoding: 'utf8',
    });
    const targets = [1, 2, 3, 4, 5, 6].map((number) => `"http://${web.authority}/${number}"`).join(', ');
    const manifests = parseManifests(
      yaml
        .replace('"https://example.org"', targets)
        .replace(/(module: http_2xx\n +)interval: 30s/u, '$1interval: 1s\n        timeout: 1s'),
    );
    const workload = manifests.workloads.find(({ kind }) => kind === 'StatefulSet');
    const [endpoint] = manifests.serviceMonitors[0]?.spec.endpoints ?? [];
    if (workload === undefined || endpoint === undefined) throw new Error('there is no StatefulSet');
    const config = join(folder.path, 'config');
    writeConfiguration(workload, manifests, config);
    const scraped: object[] = [];
    for (let ordinal = 0; ordinal < workload.spec.replicas; ordinal += 1) {
      const pod = `${workload.metadata.name}-${ordinal}`;
      const words = argumentsOf(workload, config).filter((word) => word !== '--shard.from-hostname');
      const flags = words.map((word) => word.replace('--shard=', `--shard=${ordinal}/`));
      const vantage = startVantage([...flags, '--web.listen-address=127.0.0.1:0']);
      pods.push(vantage);
      const [, port = ''] = await vantage.saysOnStderr(/address=127\.0\.0\.1:(\d+)/);
      scraped.push({
        targets: [`127.0.0.1:${port}`],
        // What the operator has Prometheus put on the targets of a ServiceMonitor.
        labels: {
          __meta_kubernetes_pod_name: pod,
          namespace: 'vantage',
          service: workload.metadata.name,
          job: workload.metadata.name,
          pod,
          container: 'vantage',
          endpoint: 'http',
        },
      });
    }
    const relabelings = endpoint.relabelings.map((each) =>
      Object.fromEntries(
        Object.entries(each).map(([key, value]) => [
          key.replaceAll(/[A-Z]/gu, (letter) => `_${letter.toLowerCase()}`),
          value,
        ]),
      ),
    );
    prometheus = await startPrometheus(
      JSON.stringify({
        global: { scrape_interval: '1s', scrape_timeout: '1s' },
        scrape_configs: [
          {
            job_name: 'serviceMonitor/vantage/vantage/0',
            honor_labels: endpoint.honorLabels,
            relabel_configs: relabelings,
            static_configs: scraped,
          },
        ],
      }),
    );
  });

  afterAll(async () => {
    await prometheus[Symbol.asyncDispose]();
    for (const pod of pods) await pod[Symbol.asyncDispose]();
    await web[Symbol.asyncDispose]();
    folder[Symbol.dispose]();
  });

  async function seriesOf(name: string) {
    const [text] = await prometheus.answer(`/api/v1/series?match[]=${name}`, /^.*$/su);
    return series
      .parse(JSON.parse(text))
      .data.sort((one, other) => (one['instance'] ?? '').localeCompare(other['instance'] ?? ''));
  }

  const here = { vantage: 'us-east-1', region: 'us' };

  test('leaves nothing on the series of a target that tells which pod has probed it', async () => {
    await prometheus.answer('/api/v1/query?query=count(probe_success)', /"6"\]/);
    expect(await seriesOf('probe_success')).toEqual(
      [1, 2, 3, 4, 5, 6].map((number) => ({
        __name__: 'probe_success',
        instance: `http://${web.authority}/${number}`,
        job: 'vendors',
        module: 'http_2xx',
        vendor: 'example',
        ...here,
      })),
    );
  });

  test('tells pods apart by their names in what they say of themselves', async () => {
    await prometheus.answer('/api/v1/query?query=count(up==1)', /"2"\]/);
    expect(await seriesOf('up')).toEqual(
      ['vantage-schedules-0', 'vantage-schedules-1'].map((instance) => ({
        __name__: 'up',
        instance,
        job: 'vantage',
        ...here,
      })),
    );
  });
});
