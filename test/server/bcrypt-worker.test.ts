import { hashSync } from 'bcryptjs';
import { expect, test } from 'vitest';
import { bcryptWorker } from '../../src/server/bcrypt-worker.ts';

const hash = hashSync('sécret', 4);

test.each(['$2a$', '$2b$', '$2y$'])('knows hashes that begin with %s', async (version) => {
  const worker = bcryptWorker();
  const ofThatVersion = hash.replace('$2b$', version);
  expect(await worker.matches('sécret', ofThatVersion)).toBe(true);
  expect(await worker.matches('secret', ofThatVersion)).toBe(false);
});

test('answers each of several at once with its own verdict', async () => {
  const worker = bcryptWorker();
  const answers = ['a', 'sécret', 'b'].map((password) => worker.matches(password, hash));
  expect(await Promise.all(answers)).toEqual([false, true, false]);
});

test('leaves the event loop free while it compares', async () => {
  const worker = bcryptWorker();
  let turns = 0;
  const done = new AbortController();
  const answer = worker.matches('sécret', hashSync('sécret', 9)).finally(() => {
    done.abort();
  });
  while (!done.signal.aborted) {
    await new Promise((resolve) => {
      setImmediate(resolve);
    });
    turns += 1;
  }
  expect(await answer).toBe(true);
  expect(turns).toBeGreaterThan(10);
});

test('rejects what it cannot compare and goes on afterwards', async () => {
  const worker = bcryptWorker();
  await expect(worker.matches('x', hash.replace('$2b$', '$3b$'))).rejects.toThrow('Invalid salt version');
  expect(await worker.matches('sécret', hash)).toBe(true);
});
