import { RE2JS, RE2JSException } from 're2js';
import { Automaton } from './automaton.ts';
import { respell } from './go-spelling.ts';
import { programOf } from './program.ts';
import { decodeUtf8 } from './utf8.ts';

/** What expressions are matched against: decoded at most once, however many expressions look at it. */
export interface Subject {
  /** UTF-8, possibly with invalid bytes. */
  readonly bytes: Buffer;
  /** The text as Go sees it: every invalid byte is one U+FFFD. */
  readonly text: string;
}

/** Where and how an expression matched: the leftmost match, preferring what the expression names first. */
export interface RegexpMatch {
  /** The text of each group by number; 0 is the whole match, `undefined` a group that took no part. */
  readonly groups: readonly (string | undefined)[];
  /** The text of each named group; a named group has its number too. */
  readonly named: ReadonlyMap<string, string | undefined>;
}

/** An expression in Go's RE2 syntax; no subject costs it more than time linear in its length. */
export interface Regexp {
  /** As written in the configuration. */
  readonly source: string;
  /** Whether the expression matches anywhere in the subject. */
  test(subject: Subject): boolean;
  /** The leftmost match, `undefined` when there is none. Several times the cost of `test`. */
  exec(subject: Subject): RegexpMatch | undefined;
}

export type CompiledRegexp =
  | { readonly ok: true; readonly regexp: Regexp }
  /** `error` is worded as Go words it and names the offending part. */
  | { readonly ok: false; readonly error: string };

class DecodedSubject implements Subject {
  readonly bytes: Buffer;
  #text: string | undefined;

  constructor(bytes: Buffer) {
    this.bytes = bytes;
  }

  get text(): string {
    return (this.#text ??= decodeUtf8(this.bytes));
  }
}

/**
 * Prepares bytes as they came from a target for matching; a string stands for its UTF-8 encoding.
 *
 * The bytes are not copied and must not change while the subject is in use.
 */
export function subjectOf(content: Uint8Array | string): Subject {
  if (typeof content === 'string') return new DecodedSubject(Buffer.from(content, 'utf8'));
  return new DecodedSubject(Buffer.from(content.buffer, content.byteOffset, content.byteLength));
}

class LinearRegexp implements Regexp {
  readonly source: string;
  readonly #compiled: RE2JS;
  /** Made for the first subject: a configuration may hold many expressions of which a run needs few. */
  #automaton: Automaton | 'impossible' | undefined;

  constructor(source: string, compiled: RE2JS) {
    this.source = source;
    this.#compiled = compiled;
  }

  test(subject: Subject): boolean {
    this.#automaton ??= automatonOf(this.#compiled);
    if (this.#automaton === 'impossible') return this.#compiled.test(subject.text);
    return this.#automaton.matches(subject.bytes);
  }

  exec(subject: Subject): RegexpMatch | undefined {
    // The engine that knows groups is much slower: it is only asked when there is a match to describe.
    if (!this.test(subject)) return undefined;
    const matcher = this.#compiled.matcher(subject.text);
    if (!matcher.find()) return undefined;
    const groups = Array.from(
      { length: this.#compiled.groupCount() + 1 },
      (_, number) => matcher.group(number) ?? undefined,
    );
    const named = Object.entries(this.#compiled.namedGroups()).map(
      ([name, number]) => [name, groups[number]] as const,
    );
    return { groups, named: new Map(named) };
  }
}

function automatonOf(compiled: RE2JS): Automaton | 'impossible' {
  const program = programOf(compiled);
  if (program === undefined || program.instructions.length > Automaton.programLimit) return 'impossible';
  return new Automaton(program);
}

/** Compiles `spelling`, which means what `source` says. */
function compileSpelling(source: string, spelling: string): CompiledRegexp {
  try {
    return { ok: true, regexp: new LinearRegexp(source, RE2JS.compile(spelling)) };
  } catch (error) {
    if (error instanceof RE2JSException) return { ok: false, error: error.message };
    throw error;
  }
}

/**
 * Compiles an expression in the syntax of Go's `regexp` package (https://pkg.go.dev/regexp/syntax), and
 * refuses what Go refuses: lookaround, backreferences, possessive and stacked repetition, counts over 1000.
 *
 * Unanchored, case-sensitive, `.` without line feed and `^ $` for the whole text, unless `(?i) (?s) (?m)`
 * say otherwise.
 */
export function compileRegexp(source: string): CompiledRegexp {
  if (/\p{Surrogate}/u.test(source)) {
    return { ok: false, error: 'error parsing regexp: invalid UTF-8' };
  }
  const asWritten = compileSpelling(source, source);
  if (asWritten.ok) return asWritten;
  const respelt = compileSpelling(source, respell(source));
  return respelt.ok ? respelt : asWritten;
}
