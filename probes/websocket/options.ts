import { z } from 'zod';
import { type AddressOptions, addressKeys, addressOptions } from '../shared/address-options.ts';
import { type DialogueStep, dialogueWith } from '../shared/dialogue-options.ts';
import {
  deprecatedHttpClientKeys,
  type HttpClientOptions,
  type HttpHeader,
  headerSources,
  httpClientKeys,
  httpClientOptions,
  oneHttpAuth,
} from '../shared/http-client-options.ts';
import { block, blockOrDefaults } from '../shared/schema/block.ts';
import { Mapping } from '../shared/schema/mapping.ts';
import { Scalar } from '../shared/schema/scalar.ts';
import { mapOf, orDefault } from '../shared/schema/values.ts';
import { advised } from '../shared/schema/written-block.ts';
import { warnOfMistakes } from './option-warnings.ts';

/** The block `websocket` of a module. */
export interface WebsocketOptions extends AddressOptions, Pick<HttpClientOptions, 'auth' | 'tlsOptions'> {
  /** Sent with the handshake, those that `http_headers` may not set included. */
  readonly headers: readonly HttpHeader[];
  /** Only `expect` and `send` count. */
  readonly queryResponse: readonly DialogueStep[];
}

const httpConfig = blockOrDefaults(
  block(httpClientKeys, {
    ...deprecatedHttpClientKeys,
    follow_redirects: 'has no effect here: the handshake of a WebSocket follows no redirect',
    enable_http2: 'has no effect here: the handshake of a WebSocket is HTTP/1.1',
    http_headers: 'has no effect here; write the headers under headers of the websocket block',
  })
    .check(oneHttpAuth)
    .transform(httpClientOptions),
);

/** A header may also be given as a plain text, as the example file of blackbox_exporter does. */
const header = z.preprocess(
  (input) => (input instanceof Scalar ? new Mapping(new Map([['values', [input]]]), () => {}) : input),
  headerSources,
);

const dialogue = dialogueWith({
  expect_bytes: 'has no effect here; use expect, which is matched against the whole message',
  labels: 'has no effect here: a WebSocket probe captures no labels',
  starttls: 'has no effect here; use a target that starts with wss://',
});

/** Reads the block `websocket`; left out or null, it holds the defaults. */
export const websocketOptions: z.ZodType<WebsocketOptions> = advised(
  blockOrDefaults(
    block({
      ...addressKeys,
      http_config: httpConfig,
      headers: orDefault(mapOf(header), new Map()),
      query_response: dialogue,
    }).transform(
      (keys): WebsocketOptions => ({
        ...addressOptions(keys),
        auth: keys.http_config.auth,
        tlsOptions: keys.http_config.tlsOptions,
        headers: [...keys.headers].map(([name, sources]) => ({ name, ...sources })),
        queryResponse: keys.query_response,
      }),
    ),
  ),
  warnOfMistakes,
);
