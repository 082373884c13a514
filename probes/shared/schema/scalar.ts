/**
 * A scalar of a configuration file by its source text.
 *
 * The type of a YAML scalar depends on the key that reads it (`timeout: 5` and `method: 5` differ), so a
 * scalar reaches its schema undecided. A null scalar never does: it arrives as `null`.
 */
export class Scalar {
  /** What was written, without quotes; bytes of a `!!binary` that are not UTF-8 as in byte-string.ts. */
  readonly text: string;
  /** Whether it may be read as a boolean or a number: neither quoted nor tagged as a string. */
  readonly plain: boolean;
  /** The text as it may be shown: without what came from a secret source. */
  readonly shown: string;

  constructor(text: string, plain: boolean, shown = text) {
    this.text = text;
    this.plain = plain;
    this.shown = shown;
  }
}
