import type { DialogueObservations } from '../shared/dialogue.ts';

/** What only the TCP prober knows. */
export interface TcpObservations {
  /** Whether TLS was established, from the start or by STARTTLS. */
  readonly encrypted: boolean;
  /** Present once the connection stands, with TLS if the module asks for it, even if there are no steps. */
  readonly dialogue?: DialogueObservations;
}
