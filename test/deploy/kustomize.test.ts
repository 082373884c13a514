/** The manifests of `deploy/kubernetes`, as kustomize puts them together. */
import { execFileSync } from 'node:child_process';
import { readdirSync } from 'node:fs';
import { beforeAll, describe, expect, test } from 'vitest';
import { parse } from 'yaml';
import { z } from 'zod';
import { hasProgram } from '../helpers/installed-program.ts';
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
});
