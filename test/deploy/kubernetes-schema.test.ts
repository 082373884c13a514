/** The check of manifests itself notices what it is there for. */
import { expect, test } from 'vitest';
import { schemaProblems } from '../helpers/kubernetes-schema.ts';

const service = (spec: Readonly<Record<string, unknown>>) => ({
  apiVersion: 'v1',
  kind: 'Service',
  metadata: { name: 'one', labels: { any: 'label' } },
  spec,
});

test.each([
  { name: 'nothing that is wrong', spec: { ports: [{ port: 80, targetPort: 'http' }] }, problems: [] },
  {
    name: 'a field that there is not',
    spec: { ports: [{ port: 80, tragetPort: 'http' }], selectors: { a: 'b' } },
    problems: [
      'Service one: .spec.ports.0.tragetPort: no such field',
      'Service one: .spec.selectors: no such field',
      'Service one: .spec.selectors.a: no such field',
    ],
  },
  {
    name: 'a value of the wrong type',
    spec: { ports: [{ port: 'http' }] },
    problems: [expect.stringContaining('/spec/ports/0/port must be integer')],
  },
  {
    name: 'a field that is missing',
    spec: { ports: [{ name: 'http' }] },
    problems: [expect.stringContaining('must have required property port')],
  },
])('finds $name', async ({ spec, problems }) => {
  expect(await schemaProblems(service(spec))).toEqual(problems);
});
