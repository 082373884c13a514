/** Socket activation as systemd does it: the socket is descriptor 3, and LISTEN_PID names the process itself. */
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { readdir, readFile, readlink } from 'node:fs/promises';
import net from 'node:net';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { program } from '../cli/vantage-process.ts';
import { ask } from '../helpers/app.ts';
import { portOf } from '../helpers/port-of.ts';

/** The descriptor of this process's listening socket on a port of 127.0.0.1. */
async function listeningFd(port: number): Promise<number> {
  const address = `0100007F:${port.toString(16).toUpperCase().padStart(4, '0')}`;
  const lines = (await readFile('/proc/self/net/tcp', 'utf8'))
    .split('\n')
    .map((line) => line.trim().split(/\s+/));
  const inode = lines.find(([, local, , state]) => local === address && state === '0A')?.[9];
  for (const fd of await readdir('/proc/self/fd')) {
    const link = await readlink(join('/proc/self/fd', fd)).catch(() => '');
    if (link === `socket:[${inode}]`) return Number(fd);
  }
  throw new Error(`no descriptor listens on port ${port}`);
}

test.skipIf(process.platform !== 'linux')('serves on the socket that it was started with', async () => {
  const server = net.createServer().listen(0, '127.0.0.1');
  await once(server, 'listening');
  const port = portOf(server);
  const flags = [
    '--config.file=config.example.yml',
    '--web.systemd-socket',
    '--web.external-url=http://x.test',
  ];
  const child = spawn('sh', ['-c', 'LISTEN_PID=$$ exec "$0" "$@"', process.execPath, program, ...flags], {
    stdio: ['ignore', 'ignore', 'pipe', await listeningFd(port)],
    env: { ...process.env, LISTEN_FDS: '1' },
  });
  const ended = once(child, 'close');
  try {
    // From now on only the other process accepts.
    server.close();
    let complained = '';
    for await (const chunk of child.stderr ?? []) {
      complained += String(chunk);
      if (complained.includes('msg=Listening')) break;
    }
    expect(complained).toContain(`msg=Listening address=127.0.0.1:${port}`);
    expect(await ask(port, '/-/healthy')).toMatchObject({ status: 200, text: 'Healthy' });
  } finally {
    child.kill('SIGKILL');
    await ended;
  }
});
