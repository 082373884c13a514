/** What only the WebSocket prober knows. */
export interface WebsocketObservations {
  /** Whether the target is a URL at all; without one there are no metrics. */
  readonly isUrl: boolean;
  /** Whether a TCP connection came about. */
  readonly connected: boolean;
  /** Of the response to the handshake, as soon as there is one. */
  readonly statusCode?: number;
  readonly upgraded: boolean;
  /** A step of the dialogue failed: another message came, or none. */
  readonly failedDueToRegex: boolean;
}
