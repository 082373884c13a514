import { type WebsocketOptions, websocketOptions } from '../../probes/websocket/options.ts';
import { yamlValue } from './yaml-value.ts';

/** The options of a WebSocket module, from the text of its `websocket:` block in YAML's flow style. */
export function websocketOptionsOf(block: string): WebsocketOptions {
  return websocketOptions.parse(yamlValue(block));
}
