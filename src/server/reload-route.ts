import type { Route } from './app-parts.ts';
import { send, sendError } from './reply.ts';

/** `/-/reload`: has the configuration file read again; answers when that is done. */
export const reloadRoute: Route = async ({ request, response }, { activeConfig }) => {
  if (request.method !== 'POST') {
    send(response, {
      status: 405,
      body: 'This endpoint requires a POST request.\n',
      headers: { 'content-type': 'text/plain; charset=utf-8' },
    });
    return;
  }
  const outcome = await activeConfig.reload();
  if (outcome.ok) send(response, { status: 200, body: '', headers: {} });
  else sendError(response, 500, `failed to reload config: ${outcome.error}`);
};
