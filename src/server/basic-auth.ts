/** Who a client says it is. */
export interface Credentials {
  readonly user: string;
  readonly password: string;
}

/** Reads an `Authorization` header of the Basic scheme (RFC 7617); `undefined` when it is not one. */
export function basicCredentials(header: string): Credentials | undefined {
  const encoded = /^basic ([A-Za-z0-9+/]*={0,2})$/i.exec(header)?.[1];
  if (encoded === undefined) return undefined;
  const decoded = Buffer.from(encoded, 'base64').toString('utf8');
  const colon = decoded.indexOf(':');
  if (colon < 0) return undefined;
  return { user: decoded.slice(0, colon), password: decoded.slice(colon + 1) };
}
