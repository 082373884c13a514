/** The unit of `deploy/systemd`, as systemd reads it, and whether the program can live with it. */
import { execFileSync, spawnSync } from 'node:child_process';
import { mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, describe, expect, test } from 'vitest';
import { program } from '../cli/vantage-process.ts';
import { ask } from '../helpers/app.ts';
import { hasProgram } from '../helpers/installed-program.ts';
import { freePort } from '../helpers/prometheus.ts';
import { startProgram } from '../helpers/started-program.ts';
import { temporaryDirectory } from '../helpers/temporary-directory.ts';

const unit = readFileSync('deploy/systemd/vantage.service', 'utf8');
const folder = temporaryDirectory();
afterAll(() => folder[Symbol.dispose]());

/** The words after a key, of all lines that have it. */
function values(key: string): readonly string[] {
  return [...unit.matchAll(new RegExp(`^${key}=(.*)$`, 'gmu'))].map(([, value = '']) => value);
}

describe.skipIf(!hasProgram('systemd-analyze'))('the systemd unit', () => {
  // The program where this machine has it.
  const file = join(folder.path, 'vantage.service');
  writeFileSync(file, unit.replace('/usr/local/bin/vantage', `${process.execPath} ${program}`));

  test('has nothing that systemd complains of', () => {
    const { status, stderr } = spawnSync('systemd-analyze', ['verify', '--man=no', file], {
      encoding: 'utf8',
    });
    expect({ status, stderr }).toEqual({ status: 0, stderr: '' });
  });

  test('leaves the program little to do harm with', () => {
    const words = ['security', '--offline=true', '--no-pager', '--threshold=20', file];
    const { status, stdout } = spawnSync('systemd-analyze', words, { encoding: 'utf8' });
    expect({ status, said: status === 0 ? '' : stdout }).toEqual({ status: 0, said: '' });
  });

  test('starts it with flags that it knows, for longer than its runs take to end', () => {
    const [line = ''] = values('ExecStart');
    const config = join(folder.path, 'conf.d');
    mkdirSync(config);
    writeFileSync(join(config, 'modules.yml'), 'modules: { http_2xx: { prober: http } }\n');
    const words = line.split(' ').slice(1);
    const flags = words.map((word) => word.replace('/etc/vantage/conf.d', config));
    expect(flags).not.toEqual(words);
    const { status, stdout, stderr } = spawnSync(process.execPath, [program, ...flags, '--config.check'], {
      encoding: 'utf8',
    });
    expect({ status, said: status === 0 ? '' : stdout + stderr }).toEqual({ status: 0, said: '' });
    expect(Number(values('TimeoutStopSec')[0])).toBeGreaterThan(25);
  });

  describe.skipIf(!hasProgram('strace'))('its filter of system calls', () => {
    test('lets the program have all that it asks the kernel for', async () => {
      const config = join(folder.path, 'blackbox.yml');
      writeFileSync(
        config,
        `modules:
  web: { prober: http, timeout: 3s }
  ping: { prober: icmp, timeout: 1s, icmp: { preferred_ip_protocol: ip4 } }
  names: { prober: dns, timeout: 1s, dns: { query_name: example.org } }
`,
      );
      const trace = join(folder.path, 'trace');
      const port = await freePort();
      const flags = `--config.file=${config} --config.enable-auto-reload --probe.threads=2`;
      const line = `-f -qq -e signal=none -o ${trace} ${process.execPath} ${program} ${flags}`;
      await using traced = startProgram('strace', [
        ...line.split(' '),
        `--web.listen-address=127.0.0.1:${port}`,
      ]);
      await traced.saysOnStderr(/msg=Listening/);
      for (const [module, target] of [
        ['web', `http://localhost:${port}/-/healthy`],
        ['ping', '127.0.0.1'],
        ['names', '127.0.0.1'],
      ]) {
        expect((await ask(port, `/probe?module=${module}&target=${target}`)).status).toBe(200);
      }
      // strace ends with the program, which is a child of it, and has written everything then.
      execFileSync('sh', ['-c', `kill -TERM $(cat /proc/${traced.pid ?? 0}/task/*/children)`]);
      await traced.ended;
      const used = new Set(
        [...readFileSync(trace, 'utf8').matchAll(/^\d+ +(\w+)\(/gmu)].map(([, name = '']) => name),
      );
      const allowed = allowedCalls(values('SystemCallFilter'));
      expect(used).toContain('connect');
      expect([...used].filter((name) => !allowed.has(name))).toEqual([]);
    }, 60_000);
  });
});

/** What the lines of `SystemCallFilter=` let through, as systemd reads them one after the other. */
function allowedCalls(lines: readonly string[]): ReadonlySet<string> {
  const allowed = new Set<string>();
  for (const line of lines) {
    const isTaken = line.startsWith('~');
    for (const word of line.replace('~', '').split(' ')) {
      for (const call of callsOf(word)) {
        if (isTaken) allowed.delete(call);
        else allowed.add(call);
      }
    }
  }
  return allowed;
}

function callsOf(word: string): readonly string[] {
  if (!word.startsWith('@')) return [word];
  const text = execFileSync('systemd-analyze', ['syscall-filter', '--no-pager', word], { encoding: 'utf8' });
  const [, ...members] = text.split('\n').map((line) => line.trim());
  return members.filter((line) => line !== '' && !line.startsWith('#')).flatMap(callsOf);
}
