/** Plain requests that an HTTP proxy forwards (RFC 9112 section 3.2.2). */
import type { HttpRequest } from '../../shared/http/message.ts';
import type { HopRoute } from '../connect.ts';
import { proxyAuthorization } from './http-connect.ts';
import type { Proxy } from './proxy.ts';

/** The proxy that reads the request and sends it on; absent where a request goes to the target itself. */
export function forwarderOn(route: HopRoute, isTls: boolean): Proxy | undefined {
  if (isTls || !('proxy' in route)) return undefined;
  const { proxy } = route;
  return proxy.scheme === 'http' || proxy.scheme === 'https' ? proxy : undefined;
}

/** The request as the proxy wants it: an absolute URI, which names the virtual host, and our credentials. */
export function forwardedRequest(request: HttpRequest, forwarder: Proxy | undefined): HttpRequest {
  if (forwarder === undefined) return request;
  const credentials = proxyAuthorization(forwarder);
  const { scheme, host, target, headers } = request;
  return {
    ...request,
    target: `${scheme}://${host}${target}`,
    headers:
      credentials === undefined
        ? headers
        : [
            ...headers.filter(([name]) => name.toLowerCase() !== 'proxy-authorization'),
            ['Proxy-Authorization', credentials],
          ],
  };
}
