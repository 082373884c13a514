import type { Program, RuneSet } from './program.ts';

/** What all characters of a class have in common. */
export interface RuneClass {
  /** One code point of the class, standing for all. */
  readonly example: number;
  readonly isLineFeed: boolean;
  /** An ASCII word character, as `\b` understands it. */
  readonly isWord: boolean;
}

function isWordRune(rune: number): boolean {
  return rune < 0x80 && /\w/.test(String.fromCharCode(rune));
}

/** Divides all code points into the classes that an expression cannot tell apart, numbered from 0. */
export class RuneClasses {
  readonly all: readonly RuneClass[];
  readonly #boundaries: readonly number[];
  /** The class of each interval between boundaries. */
  readonly #ofInterval: readonly number[];
  /** The classes of the basic multilingual plane, 256 code points a page, made when first asked for. */
  readonly #pages: (Uint16Array | undefined)[] = [];

  constructor(program: Program) {
    this.#boundaries = program.boundaries;
    const examples = [0, ...program.boundaries];
    const sets = new Set<RuneSet>();
    for (const instruction of program.instructions) {
      if (instruction.kind === 'consume') sets.add(instruction.set);
    }

    // Refined by one question after the other: two intervals stay together while all answers agree.
    let ofInterval = examples.map(() => 0);
    const refine = (ask: (rune: number) => boolean): void => {
      const numbers = new Map<number, number>();
      ofInterval = examples.map((example, interval) => {
        const combined = 2 * (ofInterval[interval] ?? 0) + (ask(example) ? 1 : 0);
        const number = numbers.get(combined) ?? numbers.size;
        numbers.set(combined, number);
        return number;
      });
    };
    refine((rune) => rune === 0x0a);
    refine(isWordRune);
    for (const set of sets) refine((rune) => set.has(rune));
    this.#ofInterval = ofInterval;

    const all: RuneClass[] = [];
    for (const [interval, example] of examples.entries()) {
      all[ofInterval[interval] ?? 0] ??= {
        example,
        isLineFeed: example === 0x0a,
        isWord: isWordRune(example),
      };
    }
    this.all = all;
  }

  /** The class of a code point. */
  of(rune: number): number {
    if (rune > 0xffff) return this.#search(rune);
    const page = (this.#pages[rune >> 8] ??= Uint16Array.from({ length: 256 }, (_, offset) =>
      this.#search((rune & 0xff00) | offset),
    ));
    return page[rune & 0xff] ?? 0;
  }

  #search(rune: number): number {
    let low = 0;
    let high = this.#boundaries.length;
    while (low < high) {
      const middle = (low + high) >> 1;
      if ((this.#boundaries[middle] ?? 0) <= rune) low = middle + 1;
      else high = middle;
    }
    return this.#ofInterval[low] ?? 0;
  }
}
