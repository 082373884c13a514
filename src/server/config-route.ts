import { renderConfig, renderConfigJson } from '../config/render.ts';
import type { Route } from './app-parts.ts';
import { send, sendText } from './reply.ts';

/**
 * `/config`: the configuration in force, without its secrets. As YAML it leaves out what is false, 0 or empty;
 * with `format=json` it is JSON and whole.
 */
export const configRoute: Route = ({ response, query }, { activeConfig, options }) => {
  const config = activeConfig.current();
  if (query.get('format') === 'json') {
    send(response, {
      status: 200,
      body: renderConfigJson(config, options.disclosure),
      headers: { 'content-type': 'application/json' },
    });
    return;
  }
  sendText(response, renderConfig(config, options.disclosure));
};
