/** A mapping of a configuration file: its keys in file order, and where a reader leaves a warning. */
export class Mapping {
  /** `null`, a `Scalar`, a `Mapping` or an array of these, by key. */
  readonly entries: ReadonlyMap<string, unknown>;
  readonly #onWarning: (key: string, message: string) => void;

  constructor(entries: ReadonlyMap<string, unknown>, onWarning: (key: string, message: string) => void) {
    this.entries = entries;
    this.#onWarning = onWarning;
  }

  /** Says something about a key that loads all the same. */
  warn(key: string, message: string): void {
    this.#onWarning(key, message);
  }
}
