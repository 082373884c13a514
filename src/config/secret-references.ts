import { open } from 'node:fs/promises';
import { textFromBytes } from '../../probes/shared/schema/byte-string.ts';
import { readFailure } from './read-file.ts';

/**
 * `${NAME}`, `${public:NAME}` and `${file:/path}` in the texts of a configuration. After a backslash nothing is meant by
 * them, and after another dollar the reference itself.
 */
const reference = /([\\$])?\$\{((?:public:)?[A-Za-z_][A-Za-z0-9_]*|file:[^{}\n]+)\}/g;

/** What a reference stands for, or the end of a sentence on why nobody knows. */
export type Resolved =
  | { readonly ok: true; readonly text: string }
  | { readonly ok: false; readonly problem: string };

/** By what stands between the braces. Plain data: it goes along to other threads, which ask nobody. */
export type References = ReadonlyMap<string, Resolved>;

/** The longest file that is taken for a secret. */
const longestFileBytes = 1024 * 1024;

/** Whether the value of a reference may be shown. */
export function isPublic(name: string): boolean {
  return name.startsWith('public:');
}

/** What every reference in the text of a file stands for now; comments count as well. Never rejects. */
export async function resolveReferences(
  text: string,
  environment: Readonly<Record<string, string | undefined>> = process.env,
): Promise<References> {
  if (!text.includes('${')) return new Map();
  const names = new Set([...text.matchAll(reference)].map(([, , name = '']) => name));
  return new Map(
    await Promise.all(
      [...names].map(
        async (name): Promise<[string, Resolved]> => [
          name,
          name.startsWith('file:')
            ? await contentOf(name.slice('file:'.length))
            : valueOf(name.replace('public:', ''), environment),
        ],
      ),
    ),
  );
}

function valueOf(name: string, environment: Readonly<Record<string, string | undefined>>): Resolved {
  const text = environment[name];
  return text === undefined
    ? {
        ok: false,
        problem: `the environment has no variable ${name}; set it, or write $\${${name}} for the text itself`,
      }
    : { ok: true, text };
}

/** The text of a file without the white space around it. */
async function contentOf(path: string): Promise<Resolved> {
  try {
    await using file = await open(path, 'r');
    const stats = await file.stat();
    if (!stats.isFile()) return { ok: false, problem: `cannot read ${path}: it is no file` };
    if (stats.size > longestFileBytes) return { ok: false, problem: `${path} has more than 1 MiB` };
    return { ok: true, text: textFromBytes(await file.readFile()).trim() };
  } catch (error) {
    return { ok: false, problem: `cannot read ${path}: ${readFailure(error)}` };
  }
}

/** A text with its references replaced. */
export interface Expanded {
  readonly text: string;
  /** The same as it may be shown. */
  readonly shown: string;
  /** Why references could not be replaced. */
  readonly problems: readonly string[];
}

/** How texts of a place are read, when they are templates. */
export interface TemplateRules {
  /** The names of groups, which `${name}` means there. */
  readonly groups: ReadonlySet<string>;
}

/**
 * Replaces the references of a text. In a template `${name}` stays what it is when a group has that name, and so do `$$`;
 * dollars of what is put in are doubled, so that they mean themselves.
 */
export function expandText(
  text: string,
  references: References,
  { placeholder, template }: { readonly placeholder: string; readonly template?: TemplateRules | undefined },
): Expanded {
  const problems: string[] = [];
  const replaced = (valueFor: (name: string, value: string) => string): string =>
    text.replace(reference, (whole: string, before: string | undefined, name: string) => {
      if (before === '\\' || template?.groups.has(name) === true) return whole;
      if (before === '$') return template === undefined ? whole.slice(1) : whole;
      const resolved = references.get(name);
      if (resolved?.ok === true) return valueFor(name, resolved.text);
      problems.push(resolved?.problem ?? `\${${name}} cannot be looked up here`);
      return whole;
    });
  const shown = replaced((name, value) => (isPublic(name) ? value : placeholder));
  problems.length = 0;
  const expanded = replaced((_name, value) =>
    template === undefined ? value : value.replaceAll('$', '$$$$'),
  );
  return { text: expanded, shown, problems };
}
