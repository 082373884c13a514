import { readFileSync } from 'node:fs';
import { parse } from 'yaml';
import { z } from 'zod';

const strings = z.array(z.string());
const service = z.looseObject({
  image: z.string(),
  build: z.string().optional(),
  command: strings.default([]),
  entrypoint: strings.default([]),
  ports: strings.default([]),
  volumes: strings.default([]),
  user: z.string().optional(),
});
const file = z.looseObject({
  services: z.record(z.string(), service),
  volumes: z.record(z.string(), z.null()),
});
export type ComposeService = z.infer<typeof service>;
export type ComposeFile = z.infer<typeof file>;

/** Where the compose file is; its paths begin there. */
export const composeFolder = 'deploy/compose';

/** The compose file as YAML has it. */
export function composeYaml(): unknown {
  return parse(readFileSync(`${composeFolder}/compose.yaml`, 'utf8'), { merge: true });
}

/** The compose file as far as these tests read it. */
export function composeFile(): ComposeFile {
  return file.parse(composeYaml());
}
