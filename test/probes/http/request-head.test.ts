import { Readable } from 'node:stream';
import { expect, test } from 'vitest';
import { requestHead } from '../../../probes/http/request-head.ts';

const bare = { method: 'GET', scheme: 'http', target: '/a?b', host: 'x.test:81', headers: [] };
const start = 'Host: x.test:81\r\nConnection: close\r\n';

test.each([
  ['no body', {}, `GET /a?b HTTP/1.1\r\n${start}\r\n`],
  [
    'its fields in order',
    {
      headers: [
        ['B', '2'],
        ['a', '1'],
        ['B', '3'],
      ] as const,
    },
    `GET /a?b HTTP/1.1\r\n${start}B: 2\r\na: 1\r\nB: 3\r\n\r\n`,
  ],
  [
    'bytes as body',
    { method: 'POST', body: Buffer.from('héllo') },
    `POST /a?b HTTP/1.1\r\n${start}Content-Length: 6\r\n\r\n`,
  ],
  [
    'a stream as body',
    { method: 'PUT', body: Readable.from([]) },
    `PUT /a?b HTTP/1.1\r\n${start}Transfer-Encoding: chunked\r\n\r\n`,
  ],
  [
    'a method that usually has a body',
    { method: 'PATCH' },
    `PATCH /a?b HTTP/1.1\r\n${start}Content-Length: 0\r\n\r\n`,
  ],
])('a request with %s', (_, changes, head) => {
  expect(requestHead({ ...bare, ...changes })).toBe(head);
});
