/** An instance of Vantage, as Prometheus reaches it. */
export interface Instance {
  /** The name of its vantage point; '' when it has none. */
  readonly vantage: string;
  /** `host:port`. */
  readonly address: string;
}

/** Reads `[NAME=]HOST:PORT`; `undefined` for any other text. */
export function parseInstance(text: string): Instance | undefined {
  const [, vantage = '', address = ''] = /^(?:([^=\s]+)=)?([^=\s/]+:\d{1,5})$/u.exec(text) ?? [];
  return address === '' ? undefined : { vantage, address };
}
