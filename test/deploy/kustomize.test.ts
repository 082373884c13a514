/** The manifests of `deploy/kubernetes`, as kustomize puts them together. */
import { execFileSync } from 'node:child_process';
import { cpSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { beforeAll, describe, expect, test } from 'vitest';
import { parse } from 'yaml';
import { z } from 'zod';
import { hasProgram } from '../helpers/installed-program.ts';
import { schemaProblems } from '../helpers/kubernetes-schema.ts';
import { temporaryDirectory } from '../helpers/temporary-directory.ts';
import { testManifests } from './manifest-suite.ts';
import { type Manifests, parseManifests } from './manifests.ts';

const overlays = readdirSync('deploy/kubernetes/overlays');

function built(folder: string): Manifests {
  return parseManifests(
    execFileSync('kubectl', ['kustomize', `deploy/kubernetes/${folder}`], { encoding: 'utf8' }),
  );
}

const kindsOfBase = [
  'ConfigMap',
  'ConfigMap',
  'ConfigMap',
  'Deployment',
  'Namespace',
  'NetworkPolicy',
  'PodDisruptionBudget',
  'PodDisruptionBudget',
  'Service',
  'Service',
  'StatefulSet',
];

describe.skipIf(!hasProgram('kubectl', 'version'))('kustomize', () => {
  describe('the base', () => {
    let manifests: Manifests;
    beforeAll(() => {
      manifests = built('base');
    });
    testManifests(() => manifests);

    test('needs nothing that a cluster does not have', () => {
      expect(manifests.all.map(({ kind }) => kind).sort()).toEqual(kindsOfBase);
    });
  });

  describe.each(overlays)('the overlay %s', (overlay) => {
    let manifests: Manifests;
    beforeAll(() => {
      manifests = built(`overlays/${overlay}`);
    });
    testManifests(() => manifests);

    test('has the Prometheus Operator scrape and probe', () => {
      const kinds = [...kindsOfBase, 'ServiceMonitor', 'Probe', 'PrometheusRule'].sort();
      expect(manifests.all.map(({ kind }) => kind).sort()).toEqual(kinds);
    });

    test('says in all three places where it stands', () => {
      const point = manifests.configMaps.find(({ metadata }) => metadata.name === 'vantage-point');
      const { vantage } = z
        .object({ vantage: z.object({ name: z.string(), labels: z.object({ region: z.string() }) }) })
        .parse(parse(point?.data['point.yml'] ?? ''));
      const here = { vantage: vantage.name, region: vantage.labels.region };
      expect(vantage.name).toBe(overlay);
      expect(manifests.probes[0]?.spec.targets.staticConfig.labels).toMatchObject(here);
      const relabelings = manifests.serviceMonitors[0]?.spec.endpoints[0].relabelings;
      expect(relabelings?.slice(0, 2)).toEqual([
        { targetLabel: 'vantage', replacement: here.vantage },
        { targetLabel: 'region', replacement: here.region },
      ]);
    });
  });

  test('the component for alerts has the StatefulSet know the token', async () => {
    using folder = temporaryDirectory();
    // The files have to lie beneath one folder.
    cpSync('deploy/kubernetes', folder.path, { recursive: true });
    const overlay = join(folder.path, 'overlays/us-east-1/kustomization.yaml');
    const text = readFileSync(overlay, 'utf8');
    writeFileSync(
      overlay,
      text.replace('[../../prometheus-operator]', '[../../prometheus-operator, ../../alerts]'),
    );
    const yaml = execFileSync('kubectl', ['kustomize', dirname(overlay)], { encoding: 'utf8' });
    const manifests = parseManifests(yaml);
    const problems = await Promise.all(manifests.all.map(schemaProblems));
    expect(problems.flat()).toEqual([]);
    const [set] = manifests.workloads.filter(({ kind }) => kind === 'StatefulSet');
    const { containers, volumes } = set?.spec.template.spec ?? { containers: [], volumes: [] };
    expect(containers[0]?.args.at(-1)).toBe('--web.alert-token-file=/alerts/token');
    expect(containers[0]?.volumeMounts.at(-1)).toEqual({
      name: 'alerts',
      mountPath: '/alerts',
      readOnly: true,
    });
    expect(volumes.at(-1)).toEqual({ name: 'alerts', secret: { secretName: 'vantage-alert-token' } });
  });
});
