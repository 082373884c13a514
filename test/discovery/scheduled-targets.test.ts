import { describe, expect, test } from 'vitest';
import { httpProber } from '../../probes/http/prober.ts';
import type { Labels, Schedule, TargetGroup, VantagePoint } from '../../src/config/schedule.ts';
import { scheduledTargets } from '../../src/discovery/scheduled-targets.ts';
import { fakeModule } from '../helpers/fake-prober.ts';
import { httpOptionsOf } from '../helpers/http-options.ts';
import { scheduleWith } from '../helpers/schedule.ts';

const modules = new Map(
  [
    fakeModule('web'),
    fakeModule('quick', undefined, 2000),
    fakeModule('slow', undefined, 60_000),
    { ...fakeModule('hosted', httpProber), options: httpOptionsOf('{headers: {Host: a.test}}') },
  ].map((module) => [module.name, module]),
);

const nowhere: VantagePoint = { name: '', labels: {} };

function targetsFrom(
  groups: readonly TargetGroup[],
  { vantagePoint = nowhere, ...changes }: Partial<Schedule> & { readonly vantagePoint?: VantagePoint } = {},
) {
  return scheduledTargets({ schedule: scheduleWith(changes), vantagePoint, groups, modules });
}

const group = (labels: Labels, ...targets: readonly string[]): TargetGroup => ({ targets, labels });

test('a target has all that its schedule says', () => {
  const schedule = scheduleWith({
    intervalMs: 30_000,
    timeoutMs: 5000,
    buckets: [0.5],
    slo: { availability: 0.999 },
    maxPerHost: 3,
  });
  const { targets, problems } = scheduledTargets({
    schedule,
    vantagePoint: { name: 'fra-1', labels: { region: 'eu' } },
    groups: [group({ team: 'a' }, 'https://a.test/')],
    modules,
  });
  expect(problems).toEqual([]);
  expect(targets).toEqual([
    {
      key: '"https://a.test/" [["job","vendors"],["module","web"],["region","eu"],["team","a"],["vantage","fra-1"]]',
      jobName: 'vendors',
      module: schedule.module,
      target: { text: 'https://a.test/' },
      intervalMs: 30_000,
      timeoutMs: 5000,
      labels: {
        region: 'eu',
        team: 'a',
        job: 'vendors',
        instance: 'https://a.test/',
        module: 'web',
        vantage: 'fra-1',
      },
      buckets: [0.5],
      slo: { availability: 0.999 },
      maxPerHost: 3,
    },
  ]);
});

describe('labels', () => {
  const series = { job: 'vendors', instance: 't', module: 'web' };

  interface MergedLabels {
    readonly name: string;
    readonly vantage: Labels;
    readonly schedule: Labels;
    readonly own: Labels;
    readonly labels: Labels;
  }

  test.each<MergedLabels>([
    { name: 'of the vantage point', vantage: { a: '1' }, schedule: {}, own: {}, labels: { a: '1' } },
    { name: 'of the schedule win', vantage: { a: '1' }, schedule: { a: '2' }, own: {}, labels: { a: '2' } },
    {
      name: 'of the target win',
      vantage: { a: '1' },
      schedule: { a: '2' },
      own: { a: '3' },
      labels: { a: '3' },
    },
    { name: 'that are empty go away', vantage: { a: '1' }, schedule: { a: '' }, own: { b: '' }, labels: {} },
    {
      name: 'beginning with __ are dropped',
      vantage: {},
      schedule: { __a: '1' },
      own: { __b: '2' },
      labels: {},
    },
    {
      name: 'named like properties of objects are labels',
      vantage: {},
      schedule: {},
      own: { constructor: '1', toString: '2' },
      labels: { constructor: '1', toString: '2' },
    },
  ])('$name', ({ vantage, schedule, own, labels }) => {
    const vantagePoint = { name: '', labels: vantage };
    const made = targetsFrom([group(own, 't')], { vantagePoint, labels: schedule });
    expect(made.problems).toEqual([]);
    expect(made.targets.map((target) => target.labels)).toEqual([{ ...labels, ...series }]);
  });

  const names = ['job', 'instance', 'module', 'vantage', 'le', 'result', 'phase', 'reason', 'blame', 'slo'];
  test.each(names)('of our own are nobody else’s: %s', (name) => {
    expect(targetsFrom([group({ [name]: 'a' }, 't'), group({}, 'u')])).toMatchObject({
      targets: [{ target: { text: 'u' } }],
      problems: [
        {
          detail: `the label "${name}": this label is set by Vantage itself; choose another name`,
          count: 1,
          example: 't',
        },
      ],
    });
  });

  interface HostnameLabel {
    readonly name: string;
    readonly vantage?: Labels;
    readonly own: Labels;
    readonly hostname: string | undefined;
  }

  test.each<HostnameLabel>([
    { name: 'is that of the parameter', own: {}, hostname: 'shop.test' },
    { name: 'is what the target says', own: { hostname: 'a' }, hostname: 'a' },
    { name: 'is what the vantage point says', vantage: { hostname: 'b' }, own: {}, hostname: 'b' },
    { name: 'goes away where it is empty', own: { hostname: '' }, hostname: undefined },
  ])('hostname $name', ({ vantage = {}, own, hostname }) => {
    const made = targetsFrom([group({ __param_hostname: 'shop.test', ...own }, 't')], {
      vantagePoint: { name: '', labels: vantage },
    });
    expect(made.targets).toMatchObject([{ target: { hostname: 'shop.test' } }]);
    expect(made.targets[0]?.labels['hostname']).toBe(hostname);
  });

  test('have no credentials', () => {
    const { targets } = targetsFrom([group({}, 'https://me:hunter2@a.test/?api_key=k', 'me:hunter2@b.test')]);
    expect(targets.map(({ labels }) => labels['instance'])).toEqual([
      'https://me:xxxxx@a.test/?api_key=xxxxx',
      'me:xxxxx@b.test',
    ]);
    expect(targets.map(({ target }) => target.text)).toEqual([
      'https://me:hunter2@a.test/?api_key=k',
      'me:hunter2@b.test',
    ]);
  });

  test.each([
    {
      name: 'an empty name',
      labels: { '': 'a' },
      detail: 'the label "": is no label name: use letters, digits and _, and no digit at the start',
    },
    {
      name: 'a name of other letters',
      labels: { 'ämt.für': 'a' },
      detail: 'the label "ämt.für": is no label name: use letters, digits and _, and no digit at the start',
    },
    {
      name: 'a value that is not UTF-8',
      labels: { a: '\udcff' },
      detail: 'the label "a": must be UTF-8',
    },
  ])('cannot have $name', ({ labels, detail }) => {
    const { targets, problems } = targetsFrom([group(labels, 't', 'u')]);
    expect(targets).toEqual([]);
    expect(problems).toEqual([{ detail, count: 2, example: 't' }]);
  });
});

describe('parameters', () => {
  test.each([
    {
      name: '__param_module',
      parameters: { __param_module: 'quick' },
      target: { labels: { module: 'quick' }, module: { name: 'quick' } },
    },
    {
      name: '__param_hostname',
      parameters: { __param_hostname: 'a.test' },
      target: { target: { text: 't', hostname: 'a.test' } },
      labels: ['job', 'hostname', 'module', 'instance'],
    },
    {
      name: 'empty ones',
      parameters: { __param_module: '', __interval__: '' },
      target: { intervalMs: 60_000 },
    },
    {
      name: '__interval__ above the time-out',
      parameters: { __interval__: '1m30s' },
      target: { intervalMs: 90_000, timeoutMs: 10_000 },
    },
    {
      name: '__interval__ below the time-out',
      parameters: { __interval__: '5s' },
      target: { intervalMs: 5000, timeoutMs: 5000 },
    },
    {
      name: '__interval__ in days',
      parameters: { __interval__: '1d' },
      target: { intervalMs: 86_400_000, timeoutMs: 10_000 },
    },
    {
      name: 'a module with a shorter time-out of its own',
      parameters: { __param_module: 'quick' },
      target: { timeoutMs: 2000 },
    },
    {
      name: 'a module with a longer time-out of its own',
      parameters: { __param_module: 'slow' },
      target: { timeoutMs: 10_000 },
    },
  ])('say how to probe: $name', ({ parameters, target, labels = ['job', 'module', 'instance'] }) => {
    const made = targetsFrom([group(parameters, 't')]);
    expect(made.problems).toEqual([]);
    expect(made.targets).toMatchObject([target]);
    expect(Object.keys(made.targets[0]?.labels ?? {}).sort()).toEqual(labels.toSorted());
  });

  test.each([
    {
      name: 'a module that does not exist',
      parameters: { __param_module: 'web3' },
      detail: '__param_module: there is no module "web3"',
    },
    ...['soon', '30', '0s', '-5s'].map((interval) => ({
      name: `an interval of ${interval}`,
      parameters: { __interval__: interval },
      detail: `__interval__: "${interval}" is no duration of more than 0, such as 30s`,
    })),
    {
      name: 'a host name that contradicts the module',
      parameters: { __param_module: 'hosted', __param_hostname: 'b.test' },
      detail:
        "host header defined both in module configuration (a.test) and with URL-parameter 'hostname' (b.test)",
    },
  ])('cost the targets of their group when they are wrong: $name', ({ parameters, detail }) => {
    const { targets, problems } = targetsFrom([group(parameters, 't', 'u'), group({}, 'v')]);
    expect(targets.map(({ target }) => target.text)).toEqual(['v']);
    expect(problems).toEqual([{ detail, count: 2, example: 't' }]);
  });
});

describe('targets', () => {
  test('that are empty are refused', () => {
    const { targets, problems } = targetsFrom([group({}, '', ' ', 't')]);
    expect(targets.map(({ target }) => target.text)).toEqual(['t']);
    expect(problems).toEqual([{ detail: 'the target is empty; remove it', count: 2, example: '' }]);
  });

  test('that are the same are one problem, and the first one counts', () => {
    const { targets, problems } = targetsFrom([
      group({ a: '1', b: '2' }, 't', 'u', 'u'),
      group({ b: '2', a: '1', __interval__: '5s' }, 't'),
    ]);
    expect(targets.map(({ target, intervalMs }) => [target.text, intervalMs])).toEqual([
      ['t', 60_000],
      ['u', 60_000],
    ]);
    expect(problems).toEqual([
      {
        detail: 'the target is given more than once with the same labels; the first one counts',
        count: 2,
        example: 'u',
      },
    ]);
  });

  test.each([
    { name: 'in a label', first: { a: '1' }, second: { a: '2' } },
    { name: 'in the host name', first: {}, second: { __param_hostname: 'a.test' } },
    { name: 'in the module', first: {}, second: { __param_module: 'quick' } },
  ])('that differ $name are two', ({ first, second }) => {
    const { targets, problems } = targetsFrom([group(first, 't'), group(second, 't')]);
    expect(problems).toEqual([]);
    expect(new Set(targets.map(({ key }) => key)).size).toBe(2);
  });

  test.each([
    { name: 'credentials', first: {}, second: {}, texts: ['http://a:1@t/', 'http://a:2@t/'] },
    {
      name: 'a host name that a label of their own covers',
      first: { hostname: 'a', __param_hostname: 'a.test' },
      second: { hostname: 'a', __param_hostname: 'b.test' },
      texts: ['t', 't'],
    },
  ])('that differ in $name alone would be one series: the first one counts', ({ first, second, texts }) => {
    const [one = '', other = ''] = texts;
    const { targets, problems } = targetsFrom([group(first, one), group(second, other)]);
    expect(targets.map(({ target }) => target.text)).toEqual([one]);
    expect(problems).toEqual([
      {
        detail:
          'another target has the same labels, and credentials are in none; tell them apart by a label. The first one counts',
        count: 1,
        example: targets[0]?.labels['instance'],
      },
    ]);
  });

  test('keep their key when their password changes', () => {
    const [before, after] = ['old', 'new'].map(
      (password) => targetsFrom([group({}, `https://me:${password}@a.test/`)]).targets[0]?.key,
    );
    expect(after).toBe(before);
  });

  test('are told of without their credentials', () => {
    const { problems } = targetsFrom([group({ __param_module: 'web3' }, 'https://me:hunter2@a.test/')]);
    expect(problems).toMatchObject([{ example: 'https://me:xxxxx@a.test/' }]);
  });
});
