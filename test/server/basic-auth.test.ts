import { expect, test } from 'vitest';
import { basicCredentials } from '../../src/server/basic-auth.ts';

function basic(text: string): string {
  return `Basic ${Buffer.from(text).toString('base64')}`;
}

test.each([
  { name: 'user and password', header: basic('me:secret'), user: 'me', password: 'secret' },
  { name: 'a password with colons', header: basic('me:a:b'), user: 'me', password: 'a:b' },
  { name: 'empty ones', header: basic(':'), user: '', password: '' },
  { name: 'UTF-8', header: basic('jörg:pässwort'), user: 'jörg', password: 'pässwort' },
  {
    name: 'the scheme in other letters',
    header: basic('me:x').replace('Basic', 'bAsIC'),
    user: 'me',
    password: 'x',
  },
])('reads $name', ({ header, user, password }) => {
  expect(basicCredentials(header)).toEqual({ user, password });
});

test.each([
  { name: 'nothing', header: '' },
  { name: 'another scheme', header: 'Bearer bWU6eA==' },
  { name: 'no colon', header: basic('me') },
  { name: 'no base64', header: 'Basic me:secret' },
  { name: 'something after it', header: `${basic('me:x')} y` },
])('finds none in $name', ({ header }) => {
  expect(basicCredentials(header)).toBeUndefined();
});
