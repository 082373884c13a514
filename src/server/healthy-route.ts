import type { Route } from './app-parts.ts';
import { send } from './reply.ts';

/** `/-/healthy`: whether this process answers at all. */
export const healthyRoute: Route = ({ response }) => {
  send(response, {
    status: 200,
    body: 'Healthy',
    headers: { 'content-type': 'text/plain; charset=utf-8' },
  });
};
