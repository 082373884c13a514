import type { RE2JS } from 're2js';

/** Facts about a position between two characters; an assertion names those it needs, as Go's `EmptyOp`. */
export const fact = {
  beginLine: 1,
  endLine: 2,
  beginText: 4,
  endText: 8,
  wordBoundary: 16,
  noWordBoundary: 32,
} as const;

/** One instruction of a compiled expression; `next` and `other` are indexes of instructions. */
export type Instruction =
  | { readonly kind: 'fail' }
  | { readonly kind: 'match' }
  | { readonly kind: 'pass'; readonly next: number }
  | { readonly kind: 'fork'; readonly next: number; readonly other: number }
  /** Goes on where all of `needs`, a set of {@link fact} bits, hold. */
  | { readonly kind: 'assert'; readonly next: number; readonly needs: number }
  /** Consumes one code point that `set` accepts. Equal sets are the same object. */
  | { readonly kind: 'consume'; readonly next: number; readonly set: RuneSet };

export interface RuneSet {
  has(rune: number): boolean;
}

/** A compiled expression as a non-deterministic automaton. */
export interface Program {
  readonly instructions: readonly Instruction[];
  readonly start: number;
  /** Every match begins at the beginning of the text. */
  readonly anchored: boolean;
  /** Every match begins with this text; empty when nothing is known. */
  readonly prefix: string;
  /**
   * Ascending code points at which the answer of any set, or the kind of a character that an assertion
   * asks about (line feed, word character), may change.
   */
  readonly boundaries: readonly number[];
}

/** What is used of re2js's own, untyped classes `Inst` and `Prog`. */
interface RawInstruction {
  readonly op: number;
  readonly out: number;
  readonly arg: number;
  readonly runes: object;
  matchRune(rune: number): boolean;
}

interface RawProgram {
  readonly inst: readonly RawInstruction[];
  readonly start: number;
}

function isRawInstruction(value: unknown): value is RawInstruction {
  return (
    typeof value === 'object' &&
    value !== null &&
    'op' in value &&
    typeof value.op === 'number' &&
    'out' in value &&
    typeof value.out === 'number' &&
    'arg' in value &&
    typeof value.arg === 'number' &&
    'runes' in value &&
    typeof value.runes === 'object' &&
    'matchRune' in value &&
    typeof value.matchRune === 'function'
  );
}

function isRawProgram(value: unknown): value is RawProgram {
  return (
    typeof value === 'object' &&
    value !== null &&
    'start' in value &&
    typeof value.start === 'number' &&
    'inst' in value &&
    Array.isArray(value.inst) &&
    value.inst.every(isRawInstruction)
  );
}

function translate(raw: RawInstruction, setOf: (raw: RawInstruction) => RuneSet): Instruction | undefined {
  switch (raw.op) {
    case 1:
      return { kind: 'fork', next: raw.out, other: raw.arg };
    case 3:
    case 7:
      return { kind: 'pass', next: raw.out };
    case 4:
      return { kind: 'assert', next: raw.out, needs: raw.arg };
    case 5:
      return { kind: 'fail' };
    case 6:
      return { kind: 'match' };
    case 8:
    case 9:
    case 10:
    case 11:
      return { kind: 'consume', next: raw.out, set: setOf(raw) };
    default:
      return undefined;
  }
}

/**
 * The program that re2js compiled an expression to, or `undefined` when it is not of the known form.
 *
 * re2js hands out its program (`re2().prog`) without types: this is the one place that reads it. The
 * operation codes are those of re2js 2.10.0, which package.json pins for this reason.
 */
export function programOf(compiled: RE2JS): Program | undefined {
  const re2 = compiled.re2();
  const raw: unknown = re2.prog;
  const conditions: unknown = re2.cond;
  const prefix: unknown = re2.prefix;
  if (!isRawProgram(raw) || typeof conditions !== 'number' || typeof prefix !== 'string') return undefined;

  const exact = new Map<object, RuneSet>();
  const folded = new Map<object, RuneSet>();
  const setOf = (instruction: RawInstruction): RuneSet => {
    const sets = (instruction.arg & 1) === 0 ? exact : folded;
    const set = sets.get(instruction.runes) ?? { has: (rune) => instruction.matchRune(rune) };
    sets.set(instruction.runes, set);
    return set;
  };
  const instructions: Instruction[] = [];
  for (const instruction of raw.inst) {
    const translated = translate(instruction, setOf);
    if (translated === undefined) return undefined;
    instructions.push(translated);
  }
  return {
    instructions,
    start: raw.start,
    anchored: (conditions & fact.beginText) !== 0,
    prefix,
    boundaries: Array.from(re2.dfa.classBounds),
  };
}
