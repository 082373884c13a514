import { createHash } from 'node:crypto';
import type { Secret } from '../../probes/secret.ts';
import type { Credentials } from './basic-auth.ts';
import type { BcryptWorker } from './bcrypt-worker.ts';

/** Whether these credentials are those of one of the users, whose bcrypt hashes are given by name. */
export type PasswordCheck = (
  credentials: Credentials,
  users: ReadonlyMap<string, Secret>,
) => Promise<boolean>;

/** A Prometheus that asks every few seconds costs one comparison; a flood of guesses no memory. */
const keptAnswers = 100;

/**
 * A check that remembers its last answers, by hashes of what was asked. For a user that does not exist another
 * user's hash is compared, so that the time taken does not tell.
 */
export function passwordCheck(worker: BcryptWorker): PasswordCheck {
  const answers = new Map<string, Promise<boolean>>();

  async function compare({ user, password }: Credentials, users: ReadonlyMap<string, Secret>) {
    const [anyHash] = users.values();
    const hash = users.get(user) ?? anyHash;
    const matches = hash !== undefined && (await worker.matches(password, hash.reveal()));
    return matches && users.has(user);
  }

  return (credentials, users) => {
    const { user, password } = credentials;
    const hash = users.get(user)?.reveal() ?? null;
    const key = createHash('sha256')
      .update(JSON.stringify([user, password, hash]))
      .digest('base64');
    const known = answers.get(key);
    if (known !== undefined) return known;
    const answer = compare(credentials, users);
    answers.set(key, answer);
    // An answer that failed to come is no answer to remember.
    answer.catch(() => answers.delete(key));
    const [oldest] = answers.keys();
    if (answers.size > keptAnswers && oldest !== undefined) answers.delete(oldest);
    return answer;
  };
}
