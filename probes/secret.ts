import { inspect } from 'node:util';
import { rememberSecret, secretPlaceholder } from './known-secrets.ts';

/** Shorter passwords are words that stand elsewhere as well: they are hidden where they are configured alone. */
const shortest = 8;

/** A text that never shows itself: it prints, serialises and inspects as `<secret>`, and is hidden in other texts. */
export class Secret {
  readonly #text: string;

  constructor(text: string) {
    this.#text = text;
    rememberSecret(text, shortest);
  }

  /** The text itself, for the one place that puts it on the wire. */
  reveal(): string {
    return this.#text;
  }

  toString(): string {
    return secretPlaceholder;
  }

  toJSON(): string {
    return secretPlaceholder;
  }

  [inspect.custom](): string {
    return secretPlaceholder;
  }
}
