import type { Request } from './messages.ts';

const proven = new WeakSet<Request>();

/** Says that whoever sends this request has proven who it is. */
export function setAuthenticated(request: Request): void {
  proven.add(request);
}

/** Whether the sender has proven who it is: by a password, or a certificate, of which the web configuration asks for proof. */
export function isAuthenticated(request: Request): boolean {
  return proven.has(request);
}
