/** The Dockerfile does what it says, step by step, on a machine without Docker. */
import { spawnSync } from 'node:child_process';
import { mkdtempSync, readdirSync, readFileSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { DockerfileParser } from 'dockerfile-ast';
import { validate } from 'dockerfile-utils';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { ask } from '../helpers/app.ts';
import { imagePath, imageScript, quoted } from '../helpers/dockerfile-script.ts';
import { freePort } from '../helpers/prometheus.ts';
import { type StartedProgram, startProgram } from '../helpers/started-program.ts';

const dockerfile = readFileSync('Dockerfile', 'utf8');

describe('the Dockerfile', () => {
  test('has nothing that its linter complains of', () => {
    expect(validate(dockerfile)).toEqual([]);
  });

  test('runs as nobody, on the newest long-term-support release', () => {
    const instructions = DockerfileParser.parse(dockerfile).getInstructions();
    const users = instructions.filter((each) => each.getKeyword() === 'USER');
    expect(users.at(-1)?.getArgumentsContent()).toBe('65534:65534');
    const [, major = ''] = /^major=(\d+)$/mu.exec(readFileSync('.ci/newest-lts', 'utf8')) ?? [];
    const images = [...dockerfile.matchAll(/^FROM node:(\S+)/gmu)].map(([, tag]) => tag);
    expect(images).toEqual([`${major}-bookworm`, `${major}-bookworm-slim`]);
  });
});

/** Whether this machine can do what Docker would; says why not, and does not accept that in CI. */
function canBuild(): boolean {
  const { status, error } = spawnSync('unshare', ['--mount', '--net', 'true']);
  const hasAll = status === 0 && spawnSync('setpriv', ['--version']).status === 0;
  if (process.platform === 'linux' && process.getuid?.() === 0 && hasAll) return true;
  const reason = 'building the image without Docker needs Linux, root, and util-linux';
  if (process.env['CI'] !== undefined) throw new Error(reason, { cause: error });
  process.stdout.write(`skipped: ${reason}\n`);
  return false;
}

describe.skipIf(!canBuild())('the image', () => {
  // Not in /tmp: it lies within the files of this machine, which the image takes for its own.
  const work = mkdtempSync('/var/tmp/vantage-image-');
  const { script, start } = imageScript(dockerfile, 'raw');
  let builder: StartedProgram;

  beforeAll(async () => {
    const ignored = readFileSync('.dockerignore', 'utf8').trim().split('\n');
    const context = join(work, 'context');
    const steps = `work=${work} context=${context}
mkdir -p $context
tar -c ${ignored.map((path) => `--exclude=./${path}`).join(' ')} . | tar -x -C $context
${script}
mount -o remount,ro $work/base/root
mount -o remount,ro $work/raw/root
echo built >&2
exec sleep 600`;
    builder = startProgram('unshare', ['--mount', '--propagation', 'private', 'sh', '-euc', steps]);
    await builder.saysOnStderr(/^built$/mu);
  }, 400_000);

  afterAll(async () => {
    await builder[Symbol.asyncDispose]();
    rmSync(work, { recursive: true, force: true });
  });

  /** Runs words in a container of the image: read-only, as its user, without a single privilege unless one is named. */
  function inContainer(words: readonly string[], options: Container = {}): StartedProgram {
    const { stage = 'base', capability, pings, user = start.user } = options;
    const [uid = '', gid = ''] = user.split(':');
    const privileges =
      capability === undefined
        ? ['--bounding-set=-all', '--inh-caps=-all', '--no-new-privs']
        : [`--bounding-set=-all,+${capability}`, '--inh-caps=-all'];
    const command = [
      'setpriv',
      `--reuid=${uid}`,
      `--regid=${gid}`,
      '--clear-groups',
      ...privileges,
      ...words,
    ];
    const network =
      pings === undefined
        ? ''
        : `ip link set lo up; echo ${quoted(pings)} > /proc/sys/net/ipv4/ping_group_range;`;
    const steps = `${network} exec env ${imagePath} ${start.environment.map(quoted).join(' ')} chroot ${work}/${stage}/root ${command.map(quoted).join(' ')}`;
    return startProgram('nsenter', [
      `--mount=/proc/${builder.pid ?? 0}/ns/mnt`,
      ...(pings === undefined ? [] : ['unshare', '--net']),
      'sh',
      '-euc',
      steps,
    ]);
  }

  interface Container {
    readonly stage?: 'base' | 'raw';
    readonly capability?: string;
    /** The groups that may ping without privileges, in a network of its own. */
    readonly pings?: string;
    /** Who runs it instead of the image's own user: `uid:gid`. */
    readonly user?: string;
  }

  async function answerOf(words: readonly string[], options?: Container) {
    await using container = inContainer(words, options);
    const ended = await container.ended;
    return { ended, printed: container.printed(), complained: container.complained() };
  }

  test('serves as nobody from a read-only file system, and is healthy', async () => {
    const port = await freePort();
    const listen = `--web.listen-address=127.0.0.1:${port}`;
    await using container = inContainer([...start.entrypoint, ...start.command, listen]);
    await container.saysOnStderr(/msg=Listening/);
    expect(await ask(port, '/-/healthy')).toMatchObject({ status: 200, text: 'Healthy' });
    const probed = await ask(port, `/probe?module=http_2xx&target=http://127.0.0.1:${port}/-/healthy`);
    expect(probed.text).toContain('probe_success 1\n');
    const healthcheck = start.healthcheck.map((word) => word.replace('9115', String(port)));
    expect(await answerOf(healthcheck)).toMatchObject({ ended: 0 });
    container.send('SIGTERM');
    expect(await container.ended).toBe(0);
  });

  test('is unhealthy when nobody answers', async () => {
    const port = await freePort();
    const healthcheck = start.healthcheck.map((word) => word.replace('9115', String(port)));
    expect(await answerOf(healthcheck)).toMatchObject({ ended: 1 });
  });

  test.each([
    { name: 'its own user', options: {} },
    { name: 'the user that the chart of the community names', options: { user: '1000:1000' } },
  ])('starts with arguments alone, as blackbox_exporter’s image does, as $name', async ({ options }) => {
    const words = [...start.entrypoint, '--config.file=/config/blackbox.yml', '--config.check'];
    const checked = await answerOf(words, options);
    expect(checked).toMatchObject({ ended: 0 });
    expect(checked.complained).toContain('The configuration is usable');
  });

  test('holds what is published and what that needs, nothing to develop with', () => {
    const app = join(work, 'base/layer/app');
    const packages = readdirSync(join(app, 'node_modules'));
    expect(packages).toContain('commander');
    expect(packages.filter((name) => /^(?:typescript|vitest|oxlint|fast-check)$/u.test(name))).toEqual([]);
    expect(readdirSync(app)).not.toContain('test');
    const { stdout } = spawnSync('find', [app, '-perm', '/022', '!', '-type', 'l'], { encoding: 'utf8' });
    expect(stdout).toBe('');
  });

  const ping = ['vantage', 'probe', 'icmp://127.0.0.1', '--timeout=2s'];

  test.each([
    {
      name: 'pings without privileges where the kernel allows it',
      options: { pings: '0 2147483647' },
      ended: 0,
    },
    { name: 'says what is missing where it does not', options: { pings: '1 0' }, ended: 3 },
    {
      name: 'pings by the capability of its file',
      options: { stage: 'raw', capability: 'net_raw', pings: '1 0' },
      ended: 0,
    },
  ] as const)('$name', async ({ options, ended }) => {
    const answer = await answerOf(ping, options);
    expect(answer).toMatchObject({ ended });
    expect(answer.printed).toContain(ended === 0 ? 'OK' : 'icmp.permission');
  });

  test('with that capability does not start in a container without it', async () => {
    expect((await answerOf(ping, { stage: 'raw', pings: '1 0' })).ended).not.toBe(0);
  });
});
