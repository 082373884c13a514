import { stringify } from 'yaml';

/** A YAML file that people read: with its comment at the top, and texts of several lines as they are. */
export function yamlFile(comment: string, value: unknown): string {
  const head = comment
    .trim()
    .split('\n')
    .map((line) => (line === '' ? '#\n' : `# ${line}\n`))
    .join('');
  // Prometheus' YAML is 1.1 in what it takes for a number or a truth value.
  return `${head}${stringify(value, { lineWidth: 0, version: '1.1', blockQuote: 'literal' }).replace(/^%YAML[^\n]*\n---\n/u, '')}`;
}
