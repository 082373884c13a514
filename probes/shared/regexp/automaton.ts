import { fact, type Program } from './program.ts';
import { RuneClasses } from './rune-classes.ts';
import { runeAt, sequenceLength } from './utf8.ts';

/** What a cell of the table may hold besides the row of the next state. */
const unknown = -1;
const matched = -2;
const dead = -3;

/** Bounds the memory of one automaton to some 5 MB: the cells of its table and the members of its states. */
const cellLimit = 1 << 18;

const beginFacts = fact.beginLine | fact.beginText;
const wordFacts = fact.wordBoundary | fact.noWordBoundary;
const everyFact = beginFacts | wordFacts | fact.endLine | fact.endText;
/** Beside the facts an expression can ask for: the character before the position is a word character. */
const afterWord = 64;

/** Which instructions wait for the next character, and what the automaton remembers of the one before. */
interface State {
  readonly waiting: Uint16Array;
  /** Bits of `beginFacts` and `afterWord`, only those that some instruction asks for. */
  readonly behind: number;
}

/**
 * Answers whether an expression matches anywhere in a text, in one pass over it.
 *
 * A deterministic automaton whose states are made when a text first needs them. Each character costs one
 * look-up in a table or, for a new state, one step of the non-deterministic automaton, whose cost depends
 * on the expression alone. So no text costs more than time linear in its length, and a text that needs
 * too many states costs no more memory: the table starts again from empty.
 */
export class Automaton {
  /** Programs of more instructions have no automaton: states hold 16-bit numbers. */
  static readonly programLimit = 1 << 16;

  readonly #program: Program;
  readonly #classes: RuneClasses;
  /** The column of each byte that is a character by itself; the others lead to `#never`. */
  readonly #columns: Uint16Array;
  /** A column that stays unknown. */
  readonly #never: number;
  /** The column of the end of the text. */
  readonly #end: number;
  readonly #width: number;
  /** All facts that some instruction asks for. */
  readonly #asked: number;
  #states: State[] = [];
  readonly #rows = new Map<string, number>();
  #table = new Int32Array(0);
  #cells = 0;
  /** Per instruction, the last walk that came by it. Floats, because a process may outlive 2^32 walks. */
  readonly #visited: Float64Array;
  #walk = 0;

  constructor(program: Program) {
    this.#program = program;
    this.#classes = new RuneClasses(program);
    this.#never = this.#classes.all.length;
    this.#end = this.#never + 1;
    this.#width = this.#never + 2;
    this.#columns = Uint16Array.from({ length: 256 }, (_, byte) =>
      byte < 0x80 ? this.#classes.of(byte) : this.#never,
    );
    this.#visited = new Float64Array(program.instructions.length);
    this.#asked = program.instructions.reduce(
      (asked, instruction) => (instruction.kind === 'assert' ? asked | instruction.needs : asked),
      0,
    );
  }

  /** Whether the expression matches anywhere in `bytes`, a text in UTF-8. */
  matches(bytes: Buffer): boolean {
    let at = bytes.indexOf(this.#program.prefix);
    if (at < 0) return false;
    let row = this.#arrive([this.#program.start], beginFacts);
    const columns = this.#columns;
    let table = this.#table;
    while (row >= 0 && at < bytes.length) {
      const next = table[row + (columns[bytes[at] ?? 0] ?? 0)] ?? unknown;
      if (next !== unknown) {
        row = next;
        at += 1;
      } else {
        const length = sequenceLength(bytes, at);
        row = this.#next(row, this.#classes.of(runeAt(bytes, at, length)));
        at += Math.max(1, length);
        table = this.#table;
      }
    }
    if (row >= 0) row = this.#next(row, this.#end);
    return row === matched;
  }

  #next(row: number, column: number): number {
    const known = this.#table[row + column] ?? unknown;
    if (known !== unknown) return known;
    const state = this.#states[row / this.#width];
    if (state === undefined) throw new Error('the automaton has no such state');
    const next = this.#step(state, column);
    // The table may have started again from empty meanwhile, with another state in this row.
    if (this.#states[row / this.#width] === state) this.#table[row + column] = next;
    return next;
  }

  /** Where a state leads when a character of this class, or the end of the text, comes next. */
  #step(state: State, column: number): number {
    const ahead = this.#classes.all[column];
    let facts = state.behind & beginFacts;
    if (ahead === undefined) facts |= fact.endLine | fact.endText;
    if (ahead?.isLineFeed === true) facts |= fact.endLine;
    const wasWord = (state.behind & afterWord) !== 0;
    facts |= wasWord === (ahead?.isWord ?? false) ? fact.noWordBoundary : fact.wordBoundary;

    const ready = this.#asked === 0 ? state.waiting : this.#follow(state.waiting, facts, everyFact);
    if (ready === undefined) return matched;
    if (ahead === undefined) return dead;
    const reached: number[] = [];
    for (const index of ready) {
      const instruction = this.#program.instructions[index];
      if (instruction?.kind === 'consume' && instruction.set.has(ahead.example)) {
        reached.push(instruction.next);
      }
    }
    if (!this.#program.anchored) reached.push(this.#program.start);
    return this.#arrive(reached, (ahead.isLineFeed ? fact.beginLine : 0) | (ahead.isWord ? afterWord : 0));
  }

  /** The row of the state that begins at `reached` after a character of which `behind` is known. */
  #arrive(reached: readonly number[], behind: number): number {
    const waiting = this.#follow(reached, behind, beginFacts);
    if (waiting === undefined) return matched;
    if (waiting.length === 0 && this.#program.anchored) return dead;
    const remembered = (this.#asked & beginFacts) | ((this.#asked & wordFacts) === 0 ? 0 : afterWord);
    return this.#rowOf({ waiting: Uint16Array.from(waiting).sort(), behind: behind & remembered });
  }

  /**
   * The instructions that wait for a character after all that consume nothing are followed from `from`;
   * `undefined` when the end of the expression is among them.
   *
   * `decided` are the facts whose truth is known, `facts` those that are true. An assertion that needs an
   * undecided one waits too.
   */
  #follow(from: Iterable<number>, facts: number, decided: number): number[] | undefined {
    this.#walk += 1;
    const waiting: number[] = [];
    const pending = [...from];
    for (let index = pending.pop(); index !== undefined; index = pending.pop()) {
      if (this.#visited[index] === this.#walk) continue;
      this.#visited[index] = this.#walk;
      const instruction = this.#program.instructions[index];
      if (instruction === undefined) continue;
      switch (instruction.kind) {
        case 'match':
          return undefined;
        case 'fail':
          break;
        case 'pass':
          pending.push(instruction.next);
          break;
        case 'fork':
          pending.push(instruction.next, instruction.other);
          break;
        case 'assert':
          if ((instruction.needs & ~facts) === 0) pending.push(instruction.next);
          else if ((instruction.needs & decided & ~facts) === 0) waiting.push(index);
          break;
        case 'consume':
          waiting.push(index);
          break;
      }
    }
    return waiting;
  }

  #rowOf(state: State): number {
    // The numbers as UTF-16 text: far cheaper to make and to look up than decimal digits.
    const key = String.fromCharCode(state.behind) + Buffer.from(state.waiting.buffer).toString('utf16le');
    const known = this.#rows.get(key);
    if (known !== undefined) return known;

    this.#cells += this.#width + state.waiting.length;
    if (this.#cells > cellLimit) {
      this.#cells = this.#width + state.waiting.length;
      this.#rows.clear();
      this.#states = [];
      this.#table.fill(unknown);
    }
    const row = this.#states.length * this.#width;
    if (row + this.#width > this.#table.length) {
      const larger = new Int32Array(2 * this.#table.length + 8 * this.#width).fill(unknown);
      larger.set(this.#table);
      this.#table = larger;
    }
    this.#rows.set(key, row);
    this.#states.push(state);
    return row;
  }
}
