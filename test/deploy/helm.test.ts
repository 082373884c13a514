/** The Helm chart, as the real Helm makes manifests of it. */
import { spawnSync } from 'node:child_process';
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { parse, stringify } from 'yaml';
import { z } from 'zod';
import { version } from '../../src/version.ts';
import { hasProgram } from '../helpers/installed-program.ts';
import { temporaryDirectory } from '../helpers/temporary-directory.ts';
import { testManifests } from './manifest-suite.ts';
import { type Manifests, parseManifests } from './manifests.ts';

const chart = 'deploy/kubernetes/helm/vantage';
const folder = temporaryDirectory();
afterAll(() => folder[Symbol.dispose]());

type Values = Readonly<Record<string, unknown>>;

function helm(words: readonly string[], values: Values) {
  const file = join(folder.path, 'values.yaml');
  writeFileSync(file, stringify(values));
  const { status, stdout, stderr } = spawnSync('helm', [...words, chart, '--values', file], {
    encoding: 'utf8',
    env: { ...process.env, HOME: folder.path },
  });
  return { status, stdout, stderr };
}

function rendered(values: Values): Manifests {
  const { status, stdout, stderr } = helm(['template', 'vantage', '--namespace=watch'], values);
  if (status !== 0) throw new Error(stderr);
  return parseManifests(stdout);
}

const least: Values = {
  image: { repository: 'registry.example/vantage' },
  vantage: { name: 'us-east-1' },
};
const schedule = {
  job_name: 'vendors',
  module: 'http_2xx',
  interval: '30s',
  static_configs: [{ targets: ['https://api.payments.example/health'], labels: { vendor: 'payments' } }],
};
const digest = `sha256:${'0'.repeat(64)}`;
const all: Values = {
  image: { repository: 'registry.example/vantage', digest, pullSecrets: [{ name: 'registry' }] },
  vantage: { name: 'us-east-1', labels: { region: 'us', zone: 'a' } },
  modules: { http_2xx: { prober: 'http', http: { headers: { 'X-Quotes': '"it\'s {{ .Values }}"' } } } },
  schedules: [schedule],
  extraConfig: { target_policy: { deny: [{ ports: [25] }] } },
  shards: 3,
  alertTokenSecret: 'alert-token',
  extraArgs: ['--log.format=json'],
  extraEnv: [{ name: 'HTTPS_PROXY', value: 'http://proxy.example:3128' }],
  extraVolumes: [{ name: 'secrets', secret: { secretName: 'passwords' } }],
  extraVolumeMounts: [{ name: 'secrets', mountPath: '/secrets', readOnly: true }],
  podAnnotations: { 'example.org/owner': 'payments' },
  nodeSelector: { 'kubernetes.io/os': 'linux' },
  tolerations: [{ key: 'edge', operator: 'Exists' }],
  affinity: { podAntiAffinity: { preferredDuringSchedulingIgnoredDuringExecution: [] } },
  priorityClassName: 'monitoring',
  serviceAccount: { annotations: { 'example.org/role': 'none' } },
  networkPolicy: { enabled: true },
  serviceMonitor: { enabled: true, labels: { release: 'prometheus' } },
  probes: [
    {
      name: 'partners',
      module: 'http_2xx',
      interval: '60s',
      targets: ['https://partner.example'],
      labels: { vendor: 'partner' },
    },
  ],
  probeLabels: { release: 'prometheus' },
  prometheusRule: {
    enabled: true,
    groups: [{ name: 'one', rules: [{ alert: 'Down', expr: 'probe_success == 0', for: '5m' }] }],
  },
};

describe.skipIf(!hasProgram('helm', 'version'))('the chart', () => {
  test.each([
    { name: 'the least values', values: least },
    { name: 'all of them', values: all },
  ])('has nothing that Helm complains of, with $name', ({ values }) => {
    const { status, stdout } = helm(['lint', '--strict'], values);
    expect({ status, said: stdout.match(/\[(?:WARNING|ERROR)\].*/gu) }).toEqual({ status: 0, said: null });
  });

  test('is of the version of the program', () => {
    const { stdout } = spawnSync('helm', ['show', 'chart', chart], { encoding: 'utf8' });
    expect(z.object({ appVersion: z.string() }).parse(parse(stdout)).appVersion).toBe(version);
  });

  describe('with the least values', () => {
    let manifests: Manifests;
    beforeAll(() => {
      manifests = rendered(least);
    });
    testManifests(() => manifests);

    test('answers /probe, and needs nothing that a cluster does not have', () => {
      expect(manifests.all.map(({ kind }) => kind).sort()).toEqual([
        'ConfigMap',
        'Deployment',
        'PodDisruptionBudget',
        'Service',
        'ServiceAccount',
      ]);
    });
  });

  describe('with all values', () => {
    let manifests: Manifests;
    beforeAll(() => {
      manifests = rendered(all);
    });
    testManifests(() => manifests);

    test('has what was asked for', () => {
      expect(manifests.workloads.map(({ kind, spec }) => [kind, spec.replicas])).toEqual([
        ['Deployment', 2],
        ['StatefulSet', 3],
      ]);
      const [container] = manifests.workloads[0]?.spec.template.spec.containers ?? [];
      expect(container?.image).toBe(`registry.example/vantage@${digest}`);
    });

    test('has the Prometheus Operator know targets by where they are seen from', () => {
      const point = { vantage: 'us-east-1', region: 'us', zone: 'a' };
      expect(manifests.probes[0]?.spec.targets.staticConfig.labels).toEqual({
        ...point,
        module: 'http_2xx',
        vendor: 'partner',
      });
      const relabelings = manifests.serviceMonitors[0]?.spec.endpoints[0].relabelings ?? [];
      const fixed = relabelings.filter(({ replacement }) => replacement !== undefined);
      expect(
        Object.fromEntries(fixed.map(({ targetLabel, replacement }) => [targetLabel, replacement])),
      ).toEqual({ ...point, job: 'vantage' });
    });

    test('keeps a configuration as it was written', () => {
      const config = manifests.configMaps.find(({ metadata }) => metadata.name === 'vantage-config');
      expect(parse(config?.data['modules.yml'] ?? '')).toEqual({ modules: all['modules'] });
    });
  });

  test('has the pods that probe on schedules told of alerts, and no others', () => {
    const { workloads } = rendered(all);
    const told = workloads.map(({ kind, spec }) => [
      kind,
      spec.template.spec.containers[0].args.includes('--web.alert-token-file=/alerts/token'),
      spec.template.spec.volumes.some(({ name }) => name === 'alerts'),
    ]);
    expect(told).toEqual([
      ['Deployment', false, false],
      ['StatefulSet', true, true],
    ]);
  });

  test('asks only whether the port is open, where the server may want TLS and users', () => {
    const { workloads } = rendered({ ...least, webConfigSecret: 'web' });
    const [container] = workloads[0]?.spec.template.spec.containers ?? [];
    expect(container?.args).toContain('--web.config.file=/web/web.yml');
    expect(container?.livenessProbe).toEqual({ tcpSocket: { port: 'http' }, timeoutSeconds: 5 });
  });

  test.each([
    { name: 'nothing at all', values: {}, says: ['/image/repository', '/vantage/name'] },
    { name: 'a key that there is not', values: { ...least, shard: 2 }, says: ["'shard' not allowed"] },
    { name: 'no shards', values: { ...least, shards: 0 }, says: ['/shards'] },
    {
      name: 'probes that nobody answers',
      values: { ...all, probe: { enabled: false } },
      says: ['they need probe.enabled'],
    },
  ])('refuses $name', ({ values, says }) => {
    const { status, stderr } = helm(['template', 'vantage'], values);
    expect(status).not.toBe(0);
    for (const words of says) expect(stderr).toContain(words);
  });
});
