import { spawnSync } from 'node:child_process';
import { mkdirSync, symlinkSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { parseAllDocuments, stringify } from 'yaml';
import { z } from 'zod';
import { parseServeFlags } from '../../src/cli/serve/serve-flags.ts';
import { shardOfFlags } from '../../src/cli/serve/shard-flags.ts';
import { recordingIo } from '../cli/recording-io.ts';
import { program } from '../cli/vantage-process.ts';
import { type KubernetesObject, kubernetesObject } from '../helpers/kubernetes-schema.ts';
import { temporaryDirectory } from '../helpers/temporary-directory.ts';

const labels = z.record(z.string(), z.string());
const matchLabels = z.object({ matchLabels: labels });

const healthCheck = z.looseObject({ httpGet: z.object({ path: z.string(), port: z.string() }).optional() });
const podSpec = z.looseObject({
  automountServiceAccountToken: z.literal(false),
  terminationGracePeriodSeconds: z.number().default(30),
  securityContext: z.looseObject({}),
  containers: z.tuple([
    z.looseObject({
      image: z.string(),
      args: z.array(z.string()),
      ports: z.array(z.object({ name: z.string(), containerPort: z.number() })),
      livenessProbe: healthCheck,
      readinessProbe: healthCheck,
      resources: z.object({ requests: z.looseObject({}), limits: z.object({ memory: z.string() }) }),
      securityContext: z.looseObject({}),
      volumeMounts: z.array(z.looseObject({ name: z.string(), mountPath: z.string() })),
    }),
  ]),
  volumes: z.array(
    z.looseObject({
      name: z.string(),
      projected: z
        .object({ sources: z.array(z.looseObject({ configMap: z.object({ name: z.string() }).optional() })) })
        .optional(),
    }),
  ),
});
const workload = kubernetesObject.extend({
  kind: z.enum(['Deployment', 'StatefulSet']),
  spec: z.looseObject({
    replicas: z.number(),
    serviceName: z.string().optional(),
    selector: matchLabels,
    template: z.object({ metadata: z.looseObject({ labels }), spec: podSpec }),
  }),
});
export type Workload = z.infer<typeof workload>;

const service = kubernetesObject.extend({
  kind: z.literal('Service'),
  spec: z.looseObject({
    selector: labels,
    ports: z.array(z.looseObject({ name: z.string(), port: z.number(), targetPort: z.string() })),
  }),
});
const configMap = kubernetesObject.extend({ kind: z.literal('ConfigMap'), data: labels });
const budget = kubernetesObject.extend({
  kind: z.literal('PodDisruptionBudget'),
  spec: z.looseObject({ selector: matchLabels }),
});
const networkPolicy = kubernetesObject.extend({
  kind: z.literal('NetworkPolicy'),
  spec: z.looseObject({ podSelector: matchLabels }),
});
const serviceMonitor = kubernetesObject.extend({
  kind: z.literal('ServiceMonitor'),
  spec: z.looseObject({
    selector: matchLabels,
    endpoints: z.tuple([
      z.looseObject({
        port: z.string(),
        honorLabels: z.literal(true),
        relabelings: z.array(z.record(z.string(), z.unknown())),
      }),
    ]),
  }),
});
const probeResource = kubernetesObject.extend({
  kind: z.literal('Probe'),
  spec: z.looseObject({
    module: z.string(),
    prober: z.looseObject({ url: z.string() }),
    targets: z.looseObject({ staticConfig: z.looseObject({ labels }) }),
  }),
});
const prometheusRule = kubernetesObject.extend({
  kind: z.literal('PrometheusRule'),
  spec: z.object({ groups: z.array(z.looseObject({})) }),
});

/** What a cluster would be told, by kind. */
export interface Manifests {
  readonly all: readonly KubernetesObject[];
  readonly workloads: readonly Workload[];
  readonly services: readonly z.infer<typeof service>[];
  readonly configMaps: readonly z.infer<typeof configMap>[];
  readonly budgets: readonly z.infer<typeof budget>[];
  readonly networkPolicies: readonly z.infer<typeof networkPolicy>[];
  readonly serviceMonitors: readonly z.infer<typeof serviceMonitor>[];
  readonly probes: readonly z.infer<typeof probeResource>[];
  readonly rules: readonly z.infer<typeof prometheusRule>[];
}

/** Reads YAML of several documents; throws where an object is not as these tests need it. */
export function parseManifests(text: string): Manifests {
  const documents = parseAllDocuments(text);
  if ('empty' in documents) throw new Error('there is nothing in it');
  const all = documents
    .map((document): unknown => document.toJS())
    .filter((document) => document !== null)
    .map((document) => kubernetesObject.parse(document));
  const ofKind = <T>(kinds: string, schema: z.ZodType<T>): readonly T[] =>
    all.filter(({ kind }) => kinds.split(' ').includes(kind)).map((object) => schema.parse(object));
  return {
    all,
    workloads: ofKind('Deployment StatefulSet', workload),
    services: ofKind('Service', service),
    configMaps: ofKind('ConfigMap', configMap),
    budgets: ofKind('PodDisruptionBudget', budget),
    networkPolicies: ofKind('NetworkPolicy', networkPolicy),
    serviceMonitors: ofKind('ServiceMonitor', serviceMonitor),
    probes: ofKind('Probe', probeResource),
    rules: ofKind('PrometheusRule', prometheusRule),
  };
}

type Labels = Readonly<Record<string, string>>;

function selects(selector: Labels, labelled: Labels = {}): boolean {
  return Object.entries(selector).every(([name, value]) => labelled[name] === value);
}

/** What selects nothing, or leads to a port that nothing listens on. */
export function looseEnds(manifests: Manifests): readonly string[] {
  const { workloads, services, budgets, networkPolicies, serviceMonitors, probes } = manifests;
  const pods = workloads.map(({ spec }) => spec.template);
  const problems = (objects: readonly KubernetesObject[], isLoose: (index: number) => boolean) =>
    objects.filter((_, index) => isLoose(index)).map(({ kind, metadata }) => `${kind} ${metadata.name}`);
  const podsOf = (selector: Labels) => pods.filter(({ metadata }) => selects(selector, metadata.labels));
  return [
    ...problems(workloads, (index) => podsOf(workloads[index]?.spec.selector.matchLabels ?? {}).length !== 1),
    ...problems(workloads, (index) => {
      const name = workloads[index]?.spec.serviceName;
      return name !== undefined && !services.some(({ metadata }) => metadata.name === name);
    }),
    ...services
      .filter(({ spec }) => {
        const [pod, ...others] = podsOf(spec.selector);
        const ports = pod?.spec.containers[0].ports.map(({ name }) => name) ?? [];
        return others.length > 0 || spec.ports.some(({ targetPort }) => !ports.includes(targetPort));
      })
      .map(({ metadata }) => `Service ${metadata.name}`),
    ...problems(budgets, (index) => podsOf(budgets[index]?.spec.selector.matchLabels ?? {}).length !== 1),
    ...problems(networkPolicies, (index) => {
      const { matchLabels: selector } = networkPolicies[index]?.spec.podSelector ?? { matchLabels: {} };
      return podsOf(selector).length !== pods.length;
    }),
    ...serviceMonitors
      .filter(({ spec }) => {
        const found = services.filter(({ metadata }) => selects(spec.selector.matchLabels, metadata.labels));
        const [{ port }] = spec.endpoints;
        return found.length !== workloads.length || found.some((each) => each.spec.ports[0]?.name !== port);
      })
      .map(({ metadata }) => `ServiceMonitor ${metadata.name}`),
    ...probes
      .filter(
        ({ spec }) =>
          !services.some(({ metadata, spec: { ports } }) =>
            ports.some(
              ({ port }) => spec.prober.url === `${metadata.name}.${metadata.namespace ?? ''}.svc:${port}`,
            ),
          ),
      )
      .map(({ metadata }) => `Probe ${metadata.name}`),
  ];
}

/** The configuration of a workload as its pods would see it, in a folder as Kubernetes makes them of projected volumes. */
export function writeConfiguration({ spec }: Workload, { configMaps }: Manifests, folder: string): void {
  const { volumes } = spec.template.spec;
  const sources = volumes.flatMap(({ projected }) => projected?.sources ?? []);
  mkdirSync(join(folder, '..2026_11_29'), { recursive: true });
  symlinkSync('..2026_11_29', join(folder, '..data'));
  for (const { configMap: from } of sources) {
    const source = configMaps.find(({ metadata }) => metadata.name === from?.name);
    for (const [name, text] of Object.entries(source?.data ?? {})) {
      writeFileSync(join(folder, '..data', name), text);
      symlinkSync(join('..data', name), join(folder, name));
    }
  }
}

/** The arguments of a workload, for a configuration in another folder and a port of the test's. */
export function argumentsOf({ spec }: Workload, folder: string): readonly string[] {
  const [{ args, volumeMounts }] = spec.template.spec.containers;
  const { mountPath = '' } = volumeMounts.find(({ name }) => name === 'config') ?? {};
  return args.map((arg) => arg.replace(`=${mountPath}`, `=${folder}`));
}

/** What `--config.check` says of the configuration of a workload; nothing when it is usable. */
export function configurationComplaint(from: Workload, manifests: Manifests): string {
  using folder = temporaryDirectory();
  const config = join(folder.path, 'config');
  writeConfiguration(from, manifests, config);
  const { status, stdout, stderr } = spawnSync(
    process.execPath,
    [program, ...argumentsOf(from, config), '--config.check'],
    { encoding: 'utf8' },
  );
  return status === 0 ? '' : stdout + stderr;
}

/** Whether each pod is a shard of its own, and one more would be none; `undefined` when targets are not shared. */
export function isSharded({ metadata, spec }: Workload): boolean | undefined {
  const flags = parseServeFlags(spec.template.spec.containers[0].args, recordingIo());
  if (typeof flags === 'number') throw new Error('the arguments are refused');
  const isShard = (ordinal: number) => shardOfFlags(flags, `${metadata.name}-${ordinal}`)?.ok;
  if (isShard(0) === undefined) return undefined;
  const pods = Array.from({ length: spec.replicas }, (_, ordinal) => isShard(ordinal));
  return pods.every((each) => each === true) && isShard(spec.replicas) === false;
}

/** What `promtool check rules` has to say; nothing when it accepts them. */
export function ruleComplaint({ rules }: Manifests): string {
  using folder = temporaryDirectory();
  const file = join(folder.path, 'rules.yml');
  writeFileSync(file, stringify({ groups: rules.flatMap(({ spec }) => spec.groups) }));
  const { status, stdout, stderr } = spawnSync('promtool', ['check', 'rules', file], { encoding: 'utf8' });
  return status === 0 ? '' : stdout + stderr;
}
