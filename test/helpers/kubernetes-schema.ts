import { z } from 'zod';

/** An object of Kubernetes, as far as every one has the same parts. */
export const kubernetesObject = z.looseObject({
  apiVersion: z.string(),
  kind: z.string(),
  metadata: z.looseObject({
    name: z.string(),
    namespace: z.string().optional(),
    labels: z.record(z.string(), z.string()).optional(),
  }),
});
export type KubernetesObject = z.infer<typeof kubernetesObject>;

/** A class of kubernetes-models, whose method throws when an object is not one of its kind. */
const model = z.custom<{ readonly prototype: { validate(this: unknown): void } }>(
  (value) => typeof value === 'function',
);

/**
 * What the API server would refuse about an object: what its schema does not allow, and fields that the schema does not
 * know, as `.path: why`. The schemas are those that Kubernetes and the Prometheus Operator publish.
 */
export async function schemaProblems(object: KubernetesObject): Promise<readonly string[]> {
  const isOperator = object.apiVersion.startsWith('monitoring.coreos.com/');
  const models = isOperator ? '@kubernetes-models/prometheus-operator' : 'kubernetes-models';
  const imported: unknown = await import(`${models}/${object.apiVersion}/${object.kind}`);
  const { prototype } = model.parse(z.record(z.string(), z.unknown()).parse(imported)[object.kind]);
  const read = new Set<string>();
  try {
    prototype.validate.call(watched(object, '', read));
  } catch (error) {
    return [`${object.kind} ${object.metadata.name}: ${String(error)}`];
  }
  return fieldsOf(object, '')
    .filter((path) => !read.has(path))
    .map((path) => `${object.kind} ${object.metadata.name}: ${path}: no such field`);
}

/** The same value, which notes what is read of it: a validator reads all fields that its schema knows. */
function watched<T>(value: T, path: string, read: Set<string>): T {
  if (typeof value !== 'object' || value === null) return value;
  return new Proxy(value, {
    get(target, key) {
      const child: unknown = Reflect.get(target, key);
      if (typeof key !== 'string') return child;
      read.add(`${path}.${key}`);
      return watched(child, `${path}.${key}`, read);
    },
  });
}

function fieldsOf(value: unknown, path: string): readonly string[] {
  if (typeof value !== 'object' || value === null) return [];
  return Object.entries(value).flatMap(([key, child]) => [
    `${path}.${key}`,
    ...fieldsOf(child, `${path}.${key}`),
  ]);
}
