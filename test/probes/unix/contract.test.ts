import { join } from 'node:path';
import { afterAll } from 'vitest';
import { unixProber } from '../../../probes/unix/prober.ts';
import { proberContract } from '../../contract/prober-contract.ts';
import { startUnixServer } from '../../helpers/tcp-server.ts';
import { temporaryDirectory } from '../../helpers/temporary-directory.ts';
import { unixOptionsOf } from '../../helpers/unix-options.ts';

const directory = temporaryDirectory();
afterAll(() => directory[Symbol.dispose]());

let sockets = 0;
function newPath(): string {
  sockets += 1;
  return join(directory.path, `${sockets}.sock`);
}

proberContract({
  prober: unixProber,
  options: unixOptionsOf('{query_response: [{expect: ^220 ready$, send: QUIT}]}'),
  transport: {
    startServer: (talk) => startUnixServer(talk, newPath()),
    closed: () => Promise.resolve(newPath()),
    reset: (socket) => socket.destroy(),
  },
  targetOf: (path) => path,
  healthy: (socket) => socket.write('220 ready\r\n'),
  oddTargets: [
    '',
    '/',
    '.',
    '@',
    '@nobody-listens-here',
    '\0',
    `${directory.path}/\0`,
    directory.path,
    `${directory.path}/no.sock`,
    'unix:///run/no.sock',
    `/${'x'.repeat(106)}`,
    `/${'x'.repeat(107)}`,
    `/${'ü'.repeat(100_000)}`,
    '\ud800',
  ],
});
