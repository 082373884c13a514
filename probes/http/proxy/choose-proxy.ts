import type { Failure } from '../../failure.ts';
import { isDirect, type ProxyTarget } from './no-proxy.ts';
import type { ProxyOptions } from './options.ts';
import { type Proxy, parseProxy } from './proxy.ts';

/** The proxy for a request; none when it goes directly. */
export type ProxyChoice =
  | { readonly ok: true; readonly proxy?: Proxy }
  | { readonly ok: false; readonly failure: Failure };

export type Environment = Readonly<Record<string, string | undefined>>;

/**
 * Chooses the proxy for a request that goes to any of `targets`: one host under the names it is known by, so that
 * an exception may name the host or its address.
 */
export function chooseProxy(
  { source }: ProxyOptions,
  targets: readonly ProxyTarget[],
  environment: Environment = process.env,
): ProxyChoice {
  switch (source.kind) {
    case 'none':
      return { ok: true };
    case 'url': {
      const { proxy: parsed, noProxy } = source;
      if (noProxy !== '' && targets.some((target) => isDirect(target, noProxy))) return { ok: true };
      if (parsed.ok) return { ok: true, proxy: parsed.proxy };
      const { detail } = parsed;
      return { ok: false, failure: { phase: 'connect', reason: 'local.options', blame: 'local', detail } };
    }
    case 'environment': {
      const proxy = proxyOfEnvironment(targets[0]?.scheme ?? '', environment);
      const noProxy = valueOf(environment, 'NO_PROXY');
      if (proxy === undefined || targets.some((target) => isDirect(target, noProxy))) return { ok: true };
      return { ok: true, proxy };
    }
    default:
      return source satisfies never;
  }
}

/** A value without a scheme means http; one that cannot be used counts for nothing, as in Go. */
function proxyOfEnvironment(scheme: string, environment: Environment): Proxy | undefined {
  const value = valueOf(environment, scheme === 'https' ? 'HTTPS_PROXY' : 'HTTP_PROXY');
  if (value === '') return undefined;
  const parsed = [parseProxy(value), parseProxy(`http://${value}`)].find(({ ok }) => ok);
  return parsed?.ok === true ? parsed.proxy : undefined;
}

function valueOf(environment: Environment, name: string): string {
  return environment[name] || environment[name.toLowerCase()] || '';
}
