interface Cell<Value> {
  value: Value | undefined;
}

/**
 * A map whose values come and go all the time, as requests do; they are in the order in which they came.
 *
 * V8 makes a new hash table for a `Map` or a `Set` whenever the old one is full of what was taken out, and the old one refers
 * to the new one. Once one of them has grown old, all that follow outlive young collections, each with the values it had: what was
 * to die young grows old, and takes a multiple of the time to collect. Here tables hold cells, which are empty when their value
 * has left.
 */
export class ChangingMap<Key extends string | number, Value extends object> {
  readonly #cells = new Map<Key, Cell<Value>>();

  get size(): number {
    return this.#cells.size;
  }

  get(key: Key): Value | undefined {
    return this.#cells.get(key)?.value;
  }

  /** Puts a value under a key that has none. */
  add(key: Key, value: Value): void {
    this.#cells.set(key, { value });
  }

  /** Takes a value out; gives it, if there was one. */
  take(key: Key): Value | undefined {
    const cell = this.#cells.get(key);
    if (cell === undefined) return undefined;
    const { value } = cell;
    cell.value = undefined;
    this.#cells.delete(key);
    return value;
  }

  /** Takes out all there is. */
  takeAll(): readonly Value[] {
    return [...this.#cells.keys()].flatMap((key) => this.take(key) ?? []);
  }

  *values(): IterableIterator<Value> {
    for (const { value } of this.#cells.values()) if (value !== undefined) yield value;
  }
}
