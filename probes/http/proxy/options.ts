import type { z } from 'zod';
import type { Secret } from '../../secret.ts';
import { parseUrl } from '../../shared/http/url.ts';
import { rule } from '../../shared/schema/block.ts';
import {
  goBool,
  goString,
  list,
  mapOf,
  optional,
  orDefault,
  scalar,
  secret,
} from '../../shared/schema/values.ts';
import { type ParsedProxy, parseProxy } from './proxy.ts';

/** Which proxy to go through, if any. */
export interface ProxyOptions {
  readonly source:
    | { readonly kind: 'none' }
    /** What cannot be used loads, and fails every probe. */
    | { readonly kind: 'url'; readonly proxy: ParsedProxy; readonly noProxy: string }
    /** `HTTP_PROXY`, `HTTPS_PROXY` and `NO_PROXY`, or the same in lower case. */
    | { readonly kind: 'environment' };
  /** Header fields for `CONNECT` requests. */
  readonly connectHeaders: readonly { readonly name: string; readonly values: readonly Secret[] }[];
}

/** A URL, which may be empty; the text does not appear in the message, since it may hold a password. */
export const proxyUrl = scalar('a URL', ({ text }, refuse) =>
  parseUrl(text).ok ? text : refuse('is not a URL such as http://proxy.example:3128'),
);

/** The keys of {@link ProxyOptions} in a block. */
export const proxyKeys = {
  proxy_url: optional(proxyUrl),
  no_proxy: orDefault(goString, ''),
  proxy_from_environment: orDefault(goBool, false),
  proxy_connect_header: orDefault(mapOf(orDefault(list(secret), [])), new Map()),
};

type ProxyKeys = z.output<z.ZodObject<typeof proxyKeys>>;

/** The rules among {@link proxyKeys}. */
export const proxyRules = [
  rule<ProxyKeys, keyof ProxyKeys>(
    ['proxy_connect_header', 'proxy_url', 'proxy_from_environment'],
    (keys) => {
      const hasProxy = isSet(keys.proxy_url) || keys.proxy_from_environment;
      return keys.proxy_connect_header.size > 0 && !hasProxy
        ? 'proxy_connect_header needs a proxy: set proxy_url or proxy_from_environment'
        : undefined;
    },
  ),
  rule<ProxyKeys, keyof ProxyKeys>(['proxy_url', 'proxy_from_environment'], (keys) =>
    isSet(keys.proxy_url) && keys.proxy_from_environment
      ? 'proxy_url and proxy_from_environment exclude each other'
      : undefined,
  ),
  rule<ProxyKeys, keyof ProxyKeys>(['proxy_from_environment', 'proxy_url', 'no_proxy'], (keys) => {
    if (keys.no_proxy === '') return undefined;
    if (keys.proxy_from_environment) return 'proxy_from_environment has its own NO_PROXY; remove no_proxy';
    return keys.proxy_url === undefined ? 'no_proxy needs proxy_url' : undefined;
  }),
] as const;

/** The options that {@link proxyKeys} give. */
export function proxyOptions(keys: ProxyKeys): ProxyOptions {
  const { proxy_url, no_proxy, proxy_from_environment, proxy_connect_header } = keys;
  return {
    source: proxy_from_environment
      ? { kind: 'environment' }
      : proxy_url === undefined || proxy_url === ''
        ? { kind: 'none' }
        : { kind: 'url', proxy: parseProxy(proxy_url), noProxy: no_proxy },
    connectHeaders: [...proxy_connect_header].map(([name, values]) => ({ name, values })),
  };
}

function isSet(url: string | undefined): boolean {
  return url !== undefined && url !== '';
}
