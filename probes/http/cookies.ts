import type { CookieJar } from 'tough-cookie';
import { type HeaderList, headerValues } from '../shared/http/message.ts';

/** What a run keeps at the most; browsers are asked for no more than 50 of 4 KiB for a host (RFC 6265, section 6.1). */
const maxCookies = 100;
const maxCookieBytes = 4096;

/** The cookies of one run (RFC 6265): set by one hop, sent to the next. */
export interface CookieStore {
  /** Keeps what a response from `url` sets, as far as there is room; the first call that has something to keep loads the jar. */
  keep(url: string, headers: HeaderList): Promise<void>;
  /** The value of `Cookie` for a request to `url`; empty when there is none. */
  cookieFor(url: string): string;
}

/** Starts an empty store that knows the public suffixes, so that no target sets a cookie for `co.uk`. */
export function createCookieStore(): CookieStore {
  let jar: CookieJar | undefined;
  let room = maxCookies;
  return {
    async keep(url, headers) {
      const cookies = headerValues(headers, 'set-cookie')
        .filter(({ length }) => length <= maxCookieBytes)
        .slice(0, room);
      if (cookies.length === 0) return;
      room -= cookies.length;
      const cookieLibrary = await import('tough-cookie');
      jar ??= new cookieLibrary.CookieJar();
      for (const cookie of cookies) jar.setCookieSync(cookie, url, { ignoreError: true });
    },
    cookieFor: (url) => jar?.getCookieStringSync(url) ?? '',
  };
}
