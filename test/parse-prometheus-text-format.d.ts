/** What the tests use of a parser that is not ours and has no types. */
declare module 'parse-prometheus-text-format' {
  interface ParsedFamily {
    readonly name: string;
    readonly help: string;
    readonly type: string;
    readonly metrics: readonly {
      readonly value: string;
      readonly labels?: Readonly<Record<string, string>>;
    }[];
  }
  const parse: (page: string) => readonly ParsedFamily[];
  export = parse;
}
