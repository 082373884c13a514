import type { CookieJar } from 'tough-cookie';
import { type HeaderList, headerValues } from '../shared/http/message.ts';

/** The cookies of one run (RFC 6265): set by one hop, sent to the next. */
export interface CookieStore {
  /** Keeps what a response from `url` sets; the first call that has something to keep loads the jar. */
  keep(url: string, headers: HeaderList): Promise<void>;
  /** The value of `Cookie` for a request to `url`; empty when there is none. */
  cookieFor(url: string): string;
}

/** Starts an empty store that knows the public suffixes, so that no target sets a cookie for `co.uk`. */
export function createCookieStore(): CookieStore {
  let jar: CookieJar | undefined;
  return {
    async keep(url, headers) {
      const cookies = headerValues(headers, 'set-cookie');
      if (cookies.length === 0) return;
      const cookieLibrary = await import('tough-cookie');
      jar ??= new cookieLibrary.CookieJar();
      for (const cookie of cookies) jar.setCookieSync(cookie, url, { ignoreError: true });
    },
    cookieFor: (url) => jar?.getCookieStringSync(url) ?? '',
  };
}
