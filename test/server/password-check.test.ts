import { expect, test } from 'vitest';
import { Secret } from '../../probes/secret.ts';
import type { BcryptWorker } from '../../src/server/bcrypt-worker.ts';
import { passwordCheck } from '../../src/server/password-check.ts';

/** Takes a password for right when the hash is it spelled backwards, and writes down what it compared. */
function backwards(failures = 0) {
  const compared: string[] = [];
  let toFail = failures;
  const worker: BcryptWorker = {
    matches(password, hash) {
      compared.push(`${password} ${hash}`);
      toFail -= 1;
      if (toFail >= 0) return Promise.reject(new Error('no thread'));
      return Promise.resolve(Array.from(password).toReversed().join('') === hash);
    },
  };
  return { check: passwordCheck(worker), compared };
}

const users = new Map([
  ['ann', new Secret('cba')],
  ['bob', new Secret('fed')],
]);

test.each([
  { name: 'the right password', user: 'bob', password: 'def', passes: true },
  { name: 'a wrong password', user: 'bob', password: 'abc', passes: false },
  { name: "nobody with somebody's password", user: 'eve', password: 'abc', passes: false },
])('$name: $passes', async ({ user, password, passes }) => {
  expect(await backwards().check({ user, password }, users)).toBe(passes);
});

test('compares a hash for a user that does not exist, too', async () => {
  const { check, compared } = backwards();
  await check({ user: 'eve', password: 'x' }, users);
  expect(compared).toEqual(['x cba']);
});

test('remembers its answers, the wrong ones too, until the hash changes', async () => {
  const { check, compared } = backwards();
  for (const password of ['abc', 'x', 'abc', 'x']) await check({ user: 'ann', password }, users);
  expect(compared).toEqual(['abc cba', 'x cba']);
  expect(await check({ user: 'ann', password: 'abc' }, new Map([['ann', new Secret('zyx')]]))).toBe(false);
  expect(compared).toHaveLength(3);
});

test('asks once for what is asked twice at the same time', async () => {
  const { check, compared } = backwards();
  const both = await Promise.all([
    check({ user: 'ann', password: 'abc' }, users),
    check({ user: 'ann', password: 'abc' }, users),
  ]);
  expect(both).toEqual([true, true]);
  expect(compared).toHaveLength(1);
});

test('remembers 100 answers and forgets the oldest', async () => {
  const { check, compared } = backwards();
  for (let index = 0; index <= 100; index += 1) await check({ user: 'ann', password: `${index}` }, users);
  await check({ user: 'ann', password: '1' }, users);
  expect(compared).toHaveLength(101);
  await check({ user: 'ann', password: '0' }, users);
  expect(compared).toHaveLength(102);
});

test('does not remember a comparison that could not be made', async () => {
  const { check } = backwards(1);
  await expect(check({ user: 'ann', password: 'abc' }, users)).rejects.toThrow('no thread');
  expect(await check({ user: 'ann', password: 'abc' }, users)).toBe(true);
});
