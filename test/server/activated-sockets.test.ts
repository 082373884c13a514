import { expect, test } from 'vitest';
import { activatedSockets } from '../../src/server/activated-sockets.ts';

test.each([
  { name: 'one', env: { LISTEN_PID: '42', LISTEN_FDS: '1' }, fds: [3] },
  { name: 'three', env: { LISTEN_PID: '42', LISTEN_FDS: '3' }, fds: [3, 4, 5] },
  { name: 'none, in a process that systemd did not start', env: {}, fds: [] },
  {
    name: 'none, when they are meant for another process',
    env: { LISTEN_PID: '41', LISTEN_FDS: '1' },
    fds: [],
  },
  { name: 'none of a count that is no number', env: { LISTEN_PID: '42', LISTEN_FDS: '-1' }, fds: [] },
])('finds $name', ({ env, fds }) => {
  expect(activatedSockets({ env, pid: 42 })).toEqual(fds);
});
