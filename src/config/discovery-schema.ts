import { resolve } from 'node:path';
import type { z } from 'zod';
import { isDomainName } from '../../probes/shared/domain-name.ts';
import {
  deprecatedHttpClientKeys,
  httpAuthKeys,
  httpClientKeys,
  httpClientOptions,
} from '../../probes/shared/http-client-options.ts';
import { atMostOne, block, unsupported } from '../../probes/shared/schema/block.ts';
import {
  goBool,
  goInt,
  goString,
  list,
  mapOf,
  optional,
  orDefault,
  quoted,
  required,
  scalar,
  secret,
} from '../../probes/shared/schema/values.ts';
import { completeList, filled } from './complete-list.ts';
import type { DnsSdConfig, FileSdConfig, HttpSdConfig } from './schedule.ts';
import { scheduleDurationMs } from './schedule-duration.ts';

// As Prometheus has it: * in the last part of the path only, and a name that tells the format.
const targetFile = /^[^*]*(?:\*[^/]*)?\.(?:json|yml|yaml|JSON|YML|YAML)$/;

const filePattern = scalar('a path', ({ text }, refuse) =>
  targetFile.test(text)
    ? text
    : refuse(
        'must be a path that ends in .yml, .yaml or .json, with * in its last part only, such as targets.d/*.yml',
      ),
);

/** An entry of `file_sd_configs`; `folder` is where its relative paths begin. */
export function fileSdConfig(folder: string): z.ZodType<FileSdConfig> {
  return block({
    files: filled(completeList(filePattern), 'has no files; name one such as targets.d/*.yml'),
    refresh_interval: orDefault(scheduleDurationMs, 300_000),
  }).transform(({ files, refresh_interval }) => ({
    files: files.map((file) => resolve(folder, file)),
    refreshIntervalMs: refresh_interval,
  }));
}

/** The text does not appear in the message, since it may hold a password. */
const url = scalar('a URL', ({ text }, refuse) =>
  /^https?:\/\/[^/?#]/i.test(text) && URL.canParse(text)
    ? text
    : refuse('is no http or https URL; write one such as https://sd.example/targets'),
);

const throughProxy = 'discovery through a proxy';

/** An entry of `http_sd_configs`. */
export const httpSdConfig: z.ZodType<HttpSdConfig> = block(
  {
    url: required(url, 'is missing: where the targets are, such as https://sd.example/targets'),
    refresh_interval: orDefault(scheduleDurationMs, 60_000),
    ...httpClientKeys,
    proxy_url: unsupported(throughProxy, goString, (text) => text === ''),
    no_proxy: unsupported(throughProxy, goString, (text) => text === ''),
    proxy_from_environment: unsupported(throughProxy, goBool, (flag) => !flag),
    proxy_connect_header: unsupported(
      throughProxy,
      mapOf(orDefault(list(secret), [])),
      ({ size }) => size === 0,
    ),
  },
  deprecatedHttpClientKeys,
)
  .check(atMostOne(httpAuthKeys))
  .transform((keys) => ({
    url: keys.url,
    client: httpClientOptions(keys),
    refreshIntervalMs: keys.refresh_interval,
  }));

const recordTypes = ['SRV', 'A', 'AAAA'] as const;

const recordType: z.ZodType<DnsSdConfig['type']> = scalar(
  'a record type',
  ({ text }, refuse) => {
    const type = recordTypes.find((known) => known === text.toUpperCase());
    return type ?? refuse(`must be one of ${recordTypes.join(', ')}, not ${quoted(text)}`);
  },
  { kind: 'text', words: recordTypes },
);

const domainName = scalar('a domain name', ({ text }, refuse) =>
  isDomainName(text) ? text : refuse(`is no domain name: ${quoted(text)}`),
);

const port = goInt.transform((value, context) => {
  if (value >= 1 && value <= 65_535) return value;
  context.issues.push({ code: 'custom', message: 'must be a port from 1 to 65535', input: value });
  return value;
});

/** An entry of `dns_sd_configs`. */
export const dnsSdConfig: z.ZodType<DnsSdConfig> = block({
  names: filled(completeList(domainName), 'has no names; give one such as _http._tcp.example.com'),
  type: orDefault(recordType, 'SRV'),
  port: optional(port),
  refresh_interval: orDefault(scheduleDurationMs, 30_000),
}).transform(({ names, type, port: given, refresh_interval }) => ({
  names,
  type,
  port: given,
  refreshIntervalMs: refresh_interval,
}));
