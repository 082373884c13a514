/** What schedules may say, and where and how they are refused. */
import { describe, expect, test } from 'vitest';
import { probers } from '../../probes/registry.ts';
import { formatIssue } from '../../src/config/issue.ts';
import { reservedLabels } from '../../src/config/label-schema.ts';
import { parseConfig } from '../../src/config/load.ts';
import type { Config } from '../../src/config/module.ts';
import type { Schedule } from '../../src/config/schedule.ts';

const modules = `modules:
  web: { prober: http, timeout: 20s }
  ping: { prober: icmp }
  db: { prober: tcp }
  host: { prober: http, http: { headers: { Host: a.example } } }
`;
const targets = 'static_configs: [{ targets: [a] }]';

/** A file with one schedule; what `keys` says begins in line 9, column 5. */
const scheduled = (keys: string) => `${modules}schedules:
  - job_name: j
    module: ping
    ${keys}
`;
const withTargets = (keys: string) => scheduled(`${keys}\n    ${targets}`);
const labelled = (labels: string) => scheduled(`static_configs: [{ targets: [a], labels: ${labels} }]`);

function remarks(text: string): readonly string[] {
  const result = parseConfig({ text, fileName: 'c.yml' }, probers);
  return (result.ok ? result.warnings : result.issues).map(formatIssue);
}

function configOf(text: string): Config {
  const result = parseConfig({ text, fileName: '/etc/vantage/c.yml' }, probers);
  if (!result.ok) throw new Error(result.issues.map(formatIssue).join('\n'));
  return result.config;
}

/** The only schedule of a file, with its module by name. */
function scheduleOf(text: string): Omit<Schedule, 'module'> & { readonly module: string } {
  const [schedule] = configOf(text).schedules;
  if (schedule === undefined) throw new Error('there is no schedule');
  return { ...schedule, module: schedule.module.name };
}

describe('a mistake in a schedule', () => {
  test.each([
    {
      name: 'an unknown key',
      text: withTargets('intervall: 30s'),
      says: 'c.yml:9:5: schedules[0].intervall: unknown key, did you mean "interval"?',
    },
    {
      name: 'an unknown key that resembles none',
      text: withTargets('scheme: https'),
      says: 'c.yml:9:5: schedules[0].scheme: unknown key; known here: job_name, module, interval, timeout, labels, buckets, max_per_host, slo, static_configs, file_sd_configs, http_sd_configs, dns_sd_configs',
    },
    {
      name: 'a time-out that is longer than the interval',
      text: withTargets('interval: 30s\n    timeout: 45s'),
      says: 'c.yml:10:14: schedules[0].timeout: 45s is longer than the interval of 30s; shorten it or lengthen the interval',
    },
    {
      name: 'a time-out that is longer than the default interval',
      text: withTargets('timeout: 61s'),
      says: 'c.yml:9:14: schedules[0].timeout: 1m1s is longer than the interval of 1m0s; shorten it or lengthen the interval',
    },
    {
      name: "a module's time-out that is longer than the interval",
      text: `${modules}schedules:\n  - { job_name: j, module: web, interval: 10s, ${targets} }\n`,
      says: 'c.yml:7:43: schedules[0].interval: 10s is shorter than the timeout of 20s that the module "web" has; set a timeout here or lengthen the interval',
    },
    {
      name: 'no module',
      text: `${modules}schedules:\n  - { job_name: j, ${targets} }\n`,
      says: 'c.yml:7:5: schedules[0].module: is missing: the name of the module that probes the targets',
    },
    {
      name: 'a module that does not exist',
      text: `${modules}schedules:\n  - { job_name: j, module: pong, ${targets} }\n`,
      says: 'c.yml:7:28: schedules[0].module: unknown module "pong", did you mean "ping"?',
    },
    {
      name: 'a module that resembles none',
      text: `${modules}schedules:\n  - { job_name: j, module: kafka, ${targets} }\n`,
      says: 'c.yml:7:28: schedules[0].module: unknown module "kafka"; known are web, ping, db, host',
    },
    {
      name: 'a module where there are none',
      text: `schedules:\n  - { job_name: j, module: kafka, ${targets} }\n`,
      says: 'c.yml:2:28: schedules[0].module: unknown module "kafka"; add it under modules',
    },
    {
      name: 'a module without a prober',
      text: `modules: { bare: { prober: carrier } }\nschedules: [{ job_name: j, module: bare, ${targets} }]\n`,
      says: 'c.yml:2:36: schedules[0].module: the module "bare" has no prober; give it one',
    },
    {
      name: 'no job_name',
      text: `${modules}schedules:\n  - { module: ping, ${targets} }\n`,
      says: 'c.yml:7:5: schedules[0].job_name: is missing: the name of the job, which becomes the label job',
    },
    {
      name: 'an empty job_name',
      text: `${modules}schedules:\n  - { job_name: "", module: ping, ${targets} }\n`,
      says: 'c.yml:7:17: schedules[0].job_name: is missing: the name of the job, which becomes the label job',
    },
    {
      name: 'a job_name twice',
      text: `${modules}schedules:\n  - { job_name: j, module: ping, ${targets} }\n  - { job_name: j, module: web, ${targets} }\n`,
      says: 'c.yml:8:17: schedules[1].job_name: duplicate job_name "j", first given in line 7; give each schedule its own',
    },
    {
      name: 'an interval of 0',
      text: withTargets('interval: 0s'),
      says: 'c.yml:9:15: schedules[0].interval: must be more than 0, not "0s"',
    },
    {
      name: 'a negative interval',
      text: withTargets('interval: -30s'),
      says: 'c.yml:9:15: schedules[0].interval: must be more than 0, not "-30s"',
    },
    {
      name: 'an interval without a unit',
      text: withTargets('interval: 30'),
      says: 'c.yml:9:15: schedules[0].interval: must be a duration with its unit, such as 30s, 5m or 1d, not "30"',
    },
    {
      name: 'a time-out of 0',
      text: withTargets('timeout: 0s'),
      says: 'c.yml:9:14: schedules[0].timeout: must be more than 0, not "0s"',
    },
    {
      name: 'buckets that do not ascend',
      text: withTargets('buckets: [0.1, 1, 500ms, 2]'),
      says: 'c.yml:9:23: schedules[0].buckets[2]: must be more than the one before it: buckets ascend, and 0.5 comes after 1',
    },
    {
      name: 'a bucket twice',
      text: withTargets('buckets: [1, 1s]'),
      says: 'c.yml:9:18: schedules[0].buckets[1]: must be more than the one before it: buckets ascend, and 1 comes after 1',
    },
    {
      name: 'a bucket of 0',
      text: withTargets('buckets: [0, 1]'),
      says: 'c.yml:9:15: schedules[0].buckets[0]: must be more than 0, not "0"',
    },
    {
      name: 'a negative bucket',
      text: withTargets('buckets: [-0.5, 1]'),
      says: 'c.yml:9:15: schedules[0].buckets[0]: must be more than 0, not "-0.5"',
    },
    {
      name: 'the bucket that every histogram has',
      text: withTargets('buckets: [1, .inf]'),
      says: 'c.yml:9:18: schedules[0].buckets[1]: must be a number of seconds or a duration, such as 0.5 or 500ms, not ".inf"',
    },
    {
      name: 'a bucket in quotes',
      text: withTargets('buckets: ["0.5"]'),
      says: 'c.yml:9:15: schedules[0].buckets[0]: must be a number of seconds or a duration, such as 0.5 or 500ms, not "0.5"',
    },
    {
      name: 'no buckets',
      text: withTargets('buckets: []'),
      says: 'c.yml:9:14: schedules[0].buckets: has no bounds; give one or leave the key out',
    },
    {
      name: 'a max_per_host of 0',
      text: withTargets('max_per_host: 0'),
      says: 'c.yml:9:19: schedules[0].max_per_host: must be 1 or more',
    },
    {
      name: 'an availability of 100 %',
      text: withTargets('slo: { availability: 100 }'),
      says: 'c.yml:9:26: schedules[0].slo.availability: must be a percentage between 0 and 100, such as 99.9, not "100"',
    },
    {
      name: 'an availability of 0 %',
      text: withTargets('slo: { availability: 0.0 }'),
      says: 'c.yml:9:26: schedules[0].slo.availability: must be a percentage between 0 and 100, such as 99.9, not "0.0"',
    },
    {
      name: 'an availability with its sign',
      text: withTargets('slo: { availability: 99.9% }'),
      says: 'c.yml:9:26: schedules[0].slo.availability: must be a percentage between 0 and 100, such as 99.9, not "99.9%"',
    },
    {
      name: 'a ratio above 100 %',
      text: withTargets('slo: { latency: { threshold: 1s, ratio: 101 } }'),
      says: 'c.yml:9:45: schedules[0].slo.latency.ratio: must be a percentage between 0 and 100, such as 99.9, not "101"',
    },
    {
      name: 'a latency without a ratio',
      text: withTargets('slo: { latency: { threshold: 1s } }'),
      says: 'c.yml:9:12: schedules[0].slo.latency.ratio: is missing: the percentage of runs that are to be as fast, such as 99',
    },
    {
      name: 'a latency without a threshold',
      text: withTargets('slo: { latency: { ratio: 99 } }'),
      says: 'c.yml:9:12: schedules[0].slo.latency.threshold: is missing: how long a run may take, such as 800ms',
    },
    {
      name: 'a schedule of null',
      text: `${modules}schedules: [~]\n`,
      says: 'c.yml:6:13: schedules[0]: must be a mapping of keys to values, not nothing',
    },
    {
      name: 'schedules that are no list',
      text: `${modules}schedules: { j: {} }\n`,
      says: 'c.yml:6:12: schedules: must be a list, not a mapping',
    },
  ])('is told with its place and what to do: $name', ({ text, says }) => {
    expect(remarks(text)).toEqual([says]);
  });
});

describe('a mistake about targets', () => {
  test.each([
    {
      name: 'nowhere to find any',
      text: scheduled('interval: 30s'),
      says: 'c.yml:7:5: schedules[0]: has no targets; add one of static_configs, file_sd_configs, http_sd_configs, dns_sd_configs',
    },
    {
      name: 'an entry without targets',
      text: scheduled('static_configs: [{ labels: { a: b } }]'),
      says: 'c.yml:9:22: schedules[0].static_configs[0].targets: has no targets; give one or remove the entry',
    },
    {
      name: 'an empty list of targets',
      text: scheduled('static_configs: [{ targets: [] }]'),
      says: 'c.yml:9:33: schedules[0].static_configs[0].targets: has no targets; give one or remove the entry',
    },
    {
      name: 'an empty target',
      text: scheduled('static_configs: [{ targets: [a, " "] }]'),
      says: 'c.yml:9:37: schedules[0].static_configs[0].targets[1]: is empty; write a target or remove it',
    },
    {
      name: 'a null target',
      text: scheduled('static_configs: [{ targets: [~, a] }]'),
      says: 'c.yml:9:34: schedules[0].static_configs[0].targets[0]: is empty; write a target or remove it',
    },
    {
      name: 'a target twice in a list',
      text: scheduled('static_configs: [{ targets: [a, b, a] }]'),
      says: 'c.yml:9:40: schedules[0].static_configs[0].targets[2]: duplicate target "a", first given in line 9; remove one of them or tell them apart by a label',
    },
    {
      name: 'a target twice in entries with the same labels',
      text: scheduled(
        'static_configs:\n    - { targets: [a], labels: { x: 1, y: 2 } }\n    - { targets: [a], labels: { y: 2, x: 1, __interval__: 2m } }',
      ),
      says: 'c.yml:11:19: schedules[0].static_configs[1].targets[0]: duplicate target "a", first given in line 10; remove one of them or tell them apart by a label',
    },
    {
      name: "a target twice, once with the schedule's module by name",
      text: scheduled(
        'static_configs:\n    - { targets: [a] }\n    - { targets: [a], labels: { __param_module: ping } }',
      ),
      says: 'c.yml:11:19: schedules[0].static_configs[1].targets[0]: duplicate target "a", first given in line 10; remove one of them or tell them apart by a label',
    },
    {
      name: "a target twice, once with a label that is the schedule's",
      text: scheduled(
        'labels: { team: a }\n    static_configs:\n    - { targets: [a] }\n    - { targets: [a], labels: { team: a, tier: "" } }',
      ),
      says: 'c.yml:12:19: schedules[0].static_configs[1].targets[0]: duplicate target "a", first given in line 11; remove one of them or tell them apart by a label',
    },
    {
      name: 'two targets that differ in their credentials alone',
      text: scheduled('static_configs: [{ targets: ["http://a:1@h/", "http://a:2@h/"] }]'),
      says: 'c.yml:9:51: schedules[0].static_configs[0].targets[1]: duplicate target "http://a:xxxxx@h/", first given in line 9; remove one of them or tell them apart by a label',
    },
    {
      name: 'two targets whose label hostname covers how they differ',
      text: scheduled(
        'labels: { hostname: here }\n    static_configs:\n    - { targets: [a], labels: { __param_hostname: b } }\n    - { targets: [a], labels: { __param_hostname: c } }',
      ),
      says: 'c.yml:12:19: schedules[0].static_configs[1].targets[0]: duplicate target "a", first given in line 11; remove one of them or tell them apart by a label',
    },
    {
      name: 'a name that is no label',
      text: labelled('{ a-b: c }'),
      says: `c.yml:9:48: schedules[0].static_configs[0].labels.a-b: is no label name: use letters, digits and _, and no digit at the start`,
    },
    {
      name: 'a label of bytes that are no text',
      text: labelled('{ a: !!binary /w== }'),
      says: 'c.yml:9:60: schedules[0].static_configs[0].labels.a: must be UTF-8',
    },
    {
      name: 'labels that are no mapping',
      text: labelled('[a]'),
      says: `c.yml:9:46: schedules[0].static_configs[0].labels: must be a mapping of names to values, not a list`,
    },
    {
      name: 'an unknown module for a target',
      text: labelled('{ __param_module: pong }'),
      says: 'c.yml:9:64: schedules[0].static_configs[0].labels.__param_module: unknown module "pong", did you mean "ping"?',
    },
    {
      name: 'a module without a prober for a target',
      text: labelled('{ __param_module: db }').replace('tcp', ''),
      says: 'c.yml:9:64: schedules[0].static_configs[0].labels.__param_module: the module "db" has no prober; give it one',
    },
    {
      name: 'a hostname that the module contradicts',
      text: labelled('{ __param_module: host, __param_hostname: b.example }'),
      says: "c.yml:9:88: schedules[0].static_configs[0].labels.__param_hostname: contradicts the module: host header defined both in module configuration (a.example) and with URL-parameter 'hostname' (b.example); remove one of them",
    },
    {
      name: 'an interval of a target that is none',
      text: labelled('{ __interval__: often }'),
      says: 'c.yml:9:62: schedules[0].static_configs[0].labels.__interval__: must be a duration of more than 0, such as 30s, not "often"',
    },
    {
      name: 'an interval of a target that is shorter than the time-out',
      text: labelled('{ __interval__: 5s }'),
      says: 'c.yml:9:62: schedules[0].static_configs[0].labels.__interval__: 5s is shorter than the timeout of 10s; lengthen it or shorten the timeout of the schedule',
    },
    {
      name: 'a null entry',
      text: scheduled('static_configs: [~]'),
      says: 'c.yml:9:22: schedules[0].static_configs[0]: must be a mapping of keys to values, not nothing',
    },
  ])('is told with its place and what to do: $name', ({ text, says }) => {
    expect(remarks(text)).toEqual([says]);
  });

  test.each(reservedLabels)('is a label that Vantage sets itself, wherever it stands: %s', (name) => {
    const says = 'this label is set by Vantage itself; choose another name';
    expect([
      ...remarks(`vantage: { labels: { ${name}: x } }\n`),
      ...remarks(withTargets(`labels: { ${name}: x }`)),
      ...remarks(labelled(`{ ${name}: x }`)),
    ]).toEqual([
      `c.yml:1:22: vantage.labels.${name}: ${says}`,
      `c.yml:9:15: schedules[0].labels.${name}: ${says}`,
      `c.yml:9:48: schedules[0].static_configs[0].labels.${name}: ${says}`,
    ]);
  });

  test('is a label for targets elsewhere', () => {
    const says = 'labels that begin with __ are for the targets; set them under the labels of static_configs';
    expect([
      ...remarks('vantage: { labels: { __meta_zone: x } }\n'),
      ...remarks(withTargets('labels: { __param_module: web }')),
    ]).toEqual([
      `c.yml:1:22: vantage.labels.__meta_zone: ${says}`,
      `c.yml:9:15: schedules[0].labels.__param_module: ${says}`,
    ]);
  });

  test('is no label that begins with __: it is dropped with a warning', () => {
    const text = labelled('{ __param_modul: x, __meta_zone: y, zone: z }');
    expect(remarks(text)).toEqual([
      'c.yml:9:48: schedules[0].static_configs[0].labels.__param_modul: is dropped: it is none of __param_module, __param_hostname, __interval__; did you mean "__param_module"?',
      'c.yml:9:66: schedules[0].static_configs[0].labels.__meta_zone: is dropped: it is none of __param_module, __param_hostname, __interval__',
    ]);
    expect(scheduleOf(text).staticConfigs).toEqual([{ targets: ['a'], labels: { zone: 'z' } }]);
  });
});

describe('a mistake about discovery', () => {
  const url = 'is no http or https URL; write one such as https://sd.example/targets';
  test.each([
    {
      name: 'no files',
      text: scheduled('file_sd_configs: [{ files: [] }]'),
      says: 'c.yml:9:32: schedules[0].file_sd_configs[0].files: has no files; name one such as targets.d/*.yml',
    },
    {
      name: 'a file of another format',
      text: scheduled('file_sd_configs: [{ files: [targets.txt] }]'),
      says: 'c.yml:9:33: schedules[0].file_sd_configs[0].files[0]: must be a path that ends in .yml, .yaml or .json, with * in its last part only, such as targets.d/*.yml',
    },
    {
      name: 'a folder by a pattern',
      text: scheduled('file_sd_configs: [{ files: ["*/targets.yml"] }]'),
      says: 'c.yml:9:33: schedules[0].file_sd_configs[0].files[0]: must be a path that ends in .yml, .yaml or .json, with * in its last part only, such as targets.d/*.yml',
    },
    {
      name: 'a refresh_interval of 0',
      text: scheduled('file_sd_configs: [{ files: [a.yml], refresh_interval: 0s }]'),
      says: 'c.yml:9:59: schedules[0].file_sd_configs[0].refresh_interval: must be more than 0, not "0s"',
    },
    {
      name: 'no URL',
      text: scheduled('http_sd_configs: [{}]'),
      says: 'c.yml:9:23: schedules[0].http_sd_configs[0].url: is missing: where the targets are, such as https://sd.example/targets',
    },
    {
      name: 'a URL of another scheme',
      text: scheduled('http_sd_configs: [{ url: "ftp://sd.example" }]'),
      says: `c.yml:9:30: schedules[0].http_sd_configs[0].url: ${url}`,
    },
    {
      name: 'a URL without a scheme',
      text: scheduled('http_sd_configs: [{ url: "sd.example/targets" }]'),
      says: `c.yml:9:30: schedules[0].http_sd_configs[0].url: ${url}`,
    },
    {
      name: 'a URL without a host',
      text: scheduled('http_sd_configs: [{ url: "http:///targets" }]'),
      says: `c.yml:9:30: schedules[0].http_sd_configs[0].url: ${url}`,
    },
    {
      name: 'a URL with a port that is none',
      text: scheduled('http_sd_configs: [{ url: "http://sd.example:99999/" }]'),
      says: `c.yml:9:30: schedules[0].http_sd_configs[0].url: ${url}`,
    },
    {
      name: 'two ways to authenticate',
      text: scheduled('http_sd_configs: [{ url: "http://sd.example", basic_auth: {}, authorization: {} }]'),
      says: 'c.yml:9:82: schedules[0].http_sd_configs[0].authorization: only one of basic_auth, authorization may be set; remove the others',
    },
    {
      name: 'a proxy',
      text: scheduled('http_sd_configs: [{ url: "http://sd.example", proxy_url: "http://proxy" }]'),
      says: 'c.yml:9:51: schedules[0].http_sd_configs[0].proxy_url: discovery through a proxy is not supported by this version of Vantage; remove the key',
    },
    {
      name: 'an unknown key of the HTTP client',
      text: scheduled('http_sd_configs: [{ url: "http://sd.example", basicauth: {} }]'),
      says: 'c.yml:9:51: schedules[0].http_sd_configs[0].basicauth: unknown key, did you mean "basic_auth"?',
    },
    {
      name: 'no names',
      text: scheduled('dns_sd_configs: [{ type: A }]'),
      says: 'c.yml:9:22: schedules[0].dns_sd_configs[0].names: has no names; give one such as _http._tcp.example.com',
    },
    {
      name: 'a name that none can ask for',
      text: scheduled('dns_sd_configs: [{ names: ["a b"] }]'),
      says: 'c.yml:9:32: schedules[0].dns_sd_configs[0].names[0]: is no domain name: "a b"',
    },
    {
      name: 'a record of another type',
      text: scheduled('dns_sd_configs: [{ names: [a.example], type: MX }]'),
      says: 'c.yml:9:50: schedules[0].dns_sd_configs[0].type: must be one of SRV, A, AAAA, not "MX"',
    },
    {
      name: 'a port that is none',
      text: scheduled('dns_sd_configs: [{ names: [a.example], type: A, port: 65536 }]'),
      says: 'c.yml:9:59: schedules[0].dns_sd_configs[0].port: must be a port from 1 to 65535',
    },
  ])('is told with its place and what to do: $name', ({ text, says }) => {
    expect(remarks(text)).toEqual([says]);
  });

  test('never shows the password of a target', () => {
    const url = '"https://me:hunter2@a.example/"';
    expect(remarks(scheduled(`static_configs: [{ targets: [${url}, ${url}] }]`))).toEqual([
      'c.yml:9:67: schedules[0].static_configs[0].targets[1]: duplicate target "https://me:xxxxx@a.example/", first given in line 9; remove one of them or tell them apart by a label',
    ]);
  });

  test('never shows a password', () => {
    const text = scheduled('http_sd_configs: [{ url: "https://me:hunter2@sd.example:x/" }]');
    expect(remarks(text)).toEqual([`c.yml:9:30: schedules[0].http_sd_configs[0].url: ${url}`]);
  });
});

test('all mistakes of a file are told at once, those of modules and of the vantage point too', () => {
  const text = `vantage: { nam: here, labels: { 1st: x } }
modules:
  web: { prober: http, tiemout: 5s }
  ping: { prober: icmp, timeout: 5 }
schedules:
  - job_name: a
    module: web
    interval: 10s
    timeout: 20s
    slo: { availability: 100 }
    static_configs:
      - { targets: [x, x], labels: { __param_module: pong, job: y } }
  - job_name: a
    module: pin
    buckets: [2, 1, 0]
    static_config: [{ targets: [x] }]
    http_sd_configs: [{ url: nowhere }]
`;
  expect(remarks(text)).toEqual([
    'c.yml:1:12: vantage.nam: unknown key, did you mean "name"?',
    'c.yml:1:33: vantage.labels.1st: is no label name: use letters, digits and _, and no digit at the start',
    'c.yml:3:24: modules.web.tiemout: unknown key, did you mean "timeout"?',
    'c.yml:4:34: modules.ping.timeout: must be a duration with its unit, such as 5s, 1m30s or 500ms, not "5"',
    'c.yml:9:14: schedules[0].timeout: 20s is longer than the interval of 10s; shorten it or lengthen the interval',
    'c.yml:10:26: schedules[0].slo.availability: must be a percentage between 0 and 100, such as 99.9, not "100"',
    'c.yml:12:24: schedules[0].static_configs[0].targets[1]: duplicate target "x", first given in line 12; remove one of them or tell them apart by a label',
    'c.yml:12:54: schedules[0].static_configs[0].labels.__param_module: unknown module "pong", did you mean "ping"?',
    'c.yml:12:60: schedules[0].static_configs[0].labels.job: this label is set by Vantage itself; choose another name',
    'c.yml:13:15: schedules[1].job_name: duplicate job_name "a", first given in line 6; give each schedule its own',
    'c.yml:14:13: schedules[1].module: unknown module "pin", did you mean "ping"?',
    'c.yml:15:18: schedules[1].buckets[1]: must be more than the one before it: buckets ascend, and 1 comes after 2',
    'c.yml:15:21: schedules[1].buckets[2]: must be more than 0, not "0"',
    'c.yml:16:5: schedules[1].static_config: unknown key, did you mean "static_configs"?',
    'c.yml:17:30: schedules[1].http_sd_configs[0].url: is no http or https URL; write one such as https://sd.example/targets',
  ]);
});

describe('a schedule', () => {
  test('has its defaults', () => {
    expect(scheduleOf(withTargets('labels: ~'))).toEqual({
      jobName: 'j',
      module: 'ping',
      intervalMs: 60_000,
      timeoutMs: 10_000,
      labels: {},
      buckets: [0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10],
      slo: {},
      maxPerHost: 1,
      staticConfigs: [{ targets: ['a'], labels: {} }],
      fileSdConfigs: [],
      httpSdConfigs: [],
      dnsSdConfigs: [],
    });
  });

  test('holds what its keys say', () => {
    const text = `${modules}schedules:
  - job_name: 5
    module: web
    interval: 1h30m
    timeout: 1.5s
    labels: { team: payments, tier: 1, none: ~ }
    buckets: [0.05, 100ms, .5, 1e0, 1m]
    max_per_host: 2
    slo: { availability: 99.9, latency: { threshold: 800ms, ratio: 99 } }
    static_configs:
      - targets: [https://a.example/, b.example]
        labels: { __param_module: host, __param_hostname: a.example, __interval__: 1d, vendor: c }
    file_sd_configs: [{ files: [targets.d/*.yml, /run/targets.json] }, { files: [a.yaml], refresh_interval: 1w }]
    http_sd_configs:
      - url: https://sd.example/targets
        basic_auth: { username: me, password: hunter2 }
        follow_redirects: false
    dns_sd_configs: [{ names: [_http._tcp.example.com] }, { names: [a.example], type: aaaa, port: 80 }]
`;
    expect(scheduleOf(text)).toMatchObject({
      jobName: '5',
      module: 'web',
      intervalMs: 5_400_000,
      timeoutMs: 1500,
      labels: { team: 'payments', tier: '1', none: '' },
      buckets: [0.05, 0.1, 0.5, 0.8, 1, 60],
      slo: { availability: 0.999, latency: { thresholdMs: 800, ratio: 0.99 } },
      maxPerHost: 2,
      staticConfigs: [
        {
          targets: ['https://a.example/', 'b.example'],
          labels: {
            __param_module: 'host',
            __param_hostname: 'a.example',
            __interval__: '1d',
            vendor: 'c',
          },
        },
      ],
      fileSdConfigs: [
        { files: ['/etc/vantage/targets.d/*.yml', '/run/targets.json'], refreshIntervalMs: 300_000 },
        { files: ['/etc/vantage/a.yaml'], refreshIntervalMs: 604_800_000 },
      ],
      httpSdConfigs: [
        {
          url: 'https://sd.example/targets',
          client: { auth: { kind: 'basic' }, followRedirects: false, enableHttp2: true },
          refreshIntervalMs: 60_000,
        },
      ],
      dnsSdConfigs: [
        { names: ['_http._tcp.example.com'], type: 'SRV', refreshIntervalMs: 30_000 },
        { names: ['a.example'], type: 'AAAA', port: 80, refreshIntervalMs: 30_000 },
      ],
    });
  });

  test.each([
    { name: "the module's", keys: 'module: web', timeoutMs: 20_000 },
    { name: '10 s without one', keys: 'module: ping', timeoutMs: 10_000 },
    { name: 'the interval when that is less', keys: 'module: ping, interval: 3s', timeoutMs: 3000 },
    { name: 'its own before all', keys: 'module: web, timeout: 10s, interval: 10s', timeoutMs: 10_000 },
  ])('has the time-out $name', ({ keys, timeoutMs }) => {
    const text = `${modules}schedules: [{ job_name: j, ${keys}, ${targets} }]\n`;
    expect(scheduleOf(text)).toMatchObject({ timeoutMs });
  });

  test.each([
    {
      name: 'added to the default ones',
      keys: 'slo: *slo',
      buckets: [0.05, 0.1, 0.25, 0.3, 0.5, 1, 2.5, 5, 10],
    },
    { name: 'added at the end', keys: 'slo: *slo, buckets: [0.1]', buckets: [0.1, 0.3] },
    { name: 'there already', keys: 'slo: *slo, buckets: [300ms, 1]', buckets: [0.3, 1] },
  ])("has the SLO's threshold among its buckets: $name", ({ keys, buckets }) => {
    const slo = '&slo { latency: { threshold: 300ms, ratio: 95 } }';
    const text = `${modules}schedules: [{ job_name: j, module: ping, ${keys.replace('*slo', slo)}, ${targets} }]\n`;
    expect(scheduleOf(text).buckets).toEqual(buckets);
  });

  test.each([
    { percent: '99', fraction: 0.99 },
    { percent: '99.5', fraction: 0.995 },
    { percent: '99.9', fraction: 0.999 },
    { percent: '99.95', fraction: 0.9995 },
    { percent: '99.999', fraction: 0.99999 },
    { percent: '.1', fraction: 0.001 },
  ])('takes $percent percent for $fraction', ({ percent, fraction }) => {
    expect(scheduleOf(withTargets(`slo: { availability: ${percent} }`)).slo.availability).toBe(fraction);
  });

  test('may have a target twice with other labels, another module or another hostname', () => {
    const text = scheduled(`static_configs:
    - { targets: [a] }
    - { targets: [a], labels: { x: y } }
    - { targets: [a], labels: { __param_module: web } }
    - { targets: [a], labels: { __param_module: web, __param_hostname: b } }`);
    expect(scheduleOf(text).staticConfigs).toHaveLength(4);
  });

  test('may share what it says through anchors', () => {
    const text = `${modules}schedules:
  - &base { job_name: j, module: ping, interval: 5m, ${targets} }
  - { <<: *base, job_name: k, module: web }
`;
    const schedules = configOf(text).schedules.map(({ jobName, module, intervalMs }) => [
      jobName,
      module.name,
      intervalMs,
    ]);
    expect(schedules).toEqual([
      ['j', 'ping', 300_000],
      ['k', 'web', 300_000],
    ]);
  });

  test('probes with the module that /probe has', () => {
    const config = configOf(withTargets('interval: 30s'));
    expect(config.schedules[0]?.module).toBe(config.modules.get('ping'));
  });
});

describe('the vantage point', () => {
  test.each([
    {
      text: 'vantage: { name: us-east-1a, labels: { region: us-east-1 } }\n',
      name: 'us-east-1a',
      labels: { region: 'us-east-1' },
    },
    { text: 'vantage: { labels: { az: 1 } }\n', name: '', labels: { az: '1' } },
    { text: 'vantage: { name: 7 }\n', name: '7', labels: {} },
    { text: 'vantage: {}\n', name: '', labels: {} },
    { text: 'vantage:\n', name: '', labels: {} },
    { text: 'modules:\n', name: '', labels: {} },
  ])('is what the block says, or nothing: $text', ({ text, name, labels }) => {
    expect(configOf(text).vantage).toEqual({ name, labels });
  });

  test('is a block', () => {
    expect(remarks('vantage: here\n')).toEqual([
      'c.yml:1:10: vantage: must be a mapping of keys to values, not a single value',
    ]);
  });
});

test.each(['modules:\n', 'schedules:\n', 'schedules: []\n'])('there are no schedules in %s', (text) => {
  expect(configOf(text).schedules).toEqual([]);
});
