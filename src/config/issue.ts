/** One thing to say about a configuration file. */
export interface ConfigIssue {
  /** The file as it was named. */
  readonly file: string;
  /** From 1; absent when it is about the file as a whole. */
  readonly line?: number;
  /** In characters from 1; present when `line` is. */
  readonly column?: number;
  /** The keys down to the place, `modules.web.http.headers`; "" for the whole file. */
  readonly path: string;
  /** What is wrong, and what to do about it; no secret of the file is in it. */
  readonly message: string;
}

/** One line for people: `config.yml:12:7: modules.web.timeout: must be …`. */
export function formatIssue({ file, line, column, path, message }: ConfigIssue): string {
  const place = line === undefined ? file : `${file}:${line}:${column ?? 1}`;
  return [place, path, message].filter((part) => part !== '').join(': ');
}

/** A path of keys and indexes as a person would write it; names with other characters are quoted. */
export function formatPath(path: readonly PropertyKey[]): string {
  return path
    .map((step, index) => {
      if (typeof step === 'number') return `[${step}]`;
      const name = String(step);
      if (!/^[\w-]+$/.test(name)) return `[${JSON.stringify(name)}]`;
      return index === 0 ? name : `.${name}`;
    })
    .join('');
}
