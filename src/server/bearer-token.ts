import { createHash, timingSafeEqual } from 'node:crypto';
import { readFile } from 'node:fs/promises';

/** What a look at a token may find; `unreadable` is the file that it is compared with. */
export type TokenFinding = 'right' | 'wrong' | 'unreadable';

/** Compares an `Authorization` header with a token that is known here. */
export type TokenCheck = (authorization: string) => Promise<TokenFinding>;

/** Reads the token of a file; `undefined` when it cannot be read, or is empty. White space around it does not count. */
export async function readToken(path: string): Promise<string | undefined> {
  const text = await readFile(path, 'utf8').catch(() => '');
  return text.trim() || undefined;
}

/**
 * Compares an `Authorization` header of the Bearer scheme (RFC 6750, section 2.1) with the token in a file, which is read
 * anew each time: a new token holds at once. How long it takes does not tell how much of a token is right.
 */
export function tokenCheck(path: string): TokenCheck {
  return async (authorization) => {
    const given = /^bearer +(\S+)$/iu.exec(authorization)?.[1];
    const token = await readToken(path);
    if (token === undefined) return 'unreadable';
    return given !== undefined && timingSafeEqual(digest(given), digest(token)) ? 'right' : 'wrong';
  };
}

function digest(text: string): Buffer {
  return createHash('sha256').update(text).digest();
}
