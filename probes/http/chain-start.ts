import type { Destination, IpAddress } from '../contract.ts';
import type { ExtraHeader } from '../shared/http/credentials.ts';
import type { Hop, RedirectOrigin } from './redirects.ts';

/** The start of a chain of redirects. */
export interface ChainStart extends Pick<Destination, 'use'> {
  readonly hop: Hop;
  /** Where the first hop is dialled; absent when its name is for a proxy to resolve. */
  readonly address?: IpAddress;
  readonly origin: RedirectOrigin;
  /** Name for SNI and verification on hops that go to the first hop's host. */
  readonly serverName: string;
  /** Value of `Authorization` from the module's credentials. */
  readonly authorization?: string;
  /** The module's `http_headers`. */
  readonly extraHeaders: readonly ExtraHeader[];
}
