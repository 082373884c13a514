import type { StartTlsName } from './starttls/protocols.ts';

/** What only the TLS prober knows. */
export interface TlsObservations {
  /** The protocol whose plain part ended with the go-ahead for TLS; absent without STARTTLS. */
  readonly startTls?: StartTlsName;
}
