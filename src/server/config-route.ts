import { renderConfig } from '../config/render.ts';
import type { Route } from './app-parts.ts';
import { sendText } from './reply.ts';

/** `/config`: the configuration in force, without its secrets. */
export const configRoute: Route = ({ response }, { activeConfig }) => {
  sendText(response, renderConfig(activeConfig.current()));
};
