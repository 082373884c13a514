import { describe, expect, test } from 'vitest';
import { schemaProblems } from '../helpers/kubernetes-schema.ts';
import { hasPromtool } from '../helpers/promtool.ts';
import { configurationComplaint, isSharded, looseEnds, type Manifests, ruleComplaint } from './manifests.ts';

/** What holds for everything that a cluster is told, however it was made. */
export function testManifests(load: () => Manifests): void {
  test('is what the schemas of Kubernetes and the Prometheus Operator allow', async () => {
    const problems = await Promise.all(load().all.map(schemaProblems));
    expect(problems.flat()).toEqual([]);
  });

  test('has selectors that select, and ports that somebody listens on', () => {
    expect(looseEnds(load())).toEqual([]);
  });

  test('has no two objects of the same name', () => {
    const names = load().all.map(({ kind, metadata }) => `${kind} ${metadata.name}`);
    expect(names.filter((name, index) => names.indexOf(name) !== index)).toEqual([]);
  });

  test('has pods without privileges, which ping all the same', () => {
    for (const { spec } of load().workloads) {
      const { securityContext, containers } = spec.template.spec;
      expect(securityContext).toEqual({
        runAsNonRoot: true,
        runAsUser: 65_534,
        runAsGroup: 65_534,
        seccompProfile: { type: 'RuntimeDefault' },
        sysctls: [{ name: 'net.ipv4.ping_group_range', value: '0 2147483647' }],
      });
      expect(containers[0].securityContext).toEqual({
        allowPrivilegeEscalation: false,
        readOnlyRootFilesystem: true,
        capabilities: { drop: ['ALL'] },
      });
    }
  });

  test('starts its pods with arguments and a configuration that Vantage accepts', () => {
    const manifests = load();
    const complaints = manifests.workloads.map((workload) => configurationComplaint(workload, manifests));
    expect(complaints.filter((complaint) => complaint !== '')).toEqual([]);
  });

  test('shares targets among the pods of a StatefulSet, which get the time to end their runs', () => {
    for (const workload of load().workloads) {
      expect(isSharded(workload)).toBe(workload.kind === 'StatefulSet' ? true : undefined);
      expect(workload.spec.template.spec.terminationGracePeriodSeconds).toBeGreaterThan(25);
    }
  });

  describe.skipIf(!hasPromtool())('its rules', () => {
    test('are accepted by promtool', () => {
      expect(ruleComplaint(load())).toBe('');
    });
  });
}
