import type { Answer } from '../helpers/app.ts';

/**
 * What an answer of `/probe` has to say on the series that `says` names, in the words of `says`: both texts are equal
 * when the page says what is expected, and else show where it does not.
 *
 * The parts of `says` are separated by `; ` and lack the `probe_` that all names begin with. `success 1` is a series
 * with its value, `http_duration_seconds{phase="tls"}` or `tls_version_info` one with any value, `no expect_info`
 * the absence of all that begins so. An answer other than 200 is its status and its text.
 */
export function pageInTerms(answer: Pick<Answer, 'status' | 'text'>, says: string): string {
  if (answer.status !== 200) return `${answer.status} ${answer.text.trimEnd()}`;
  const series = seriesOf(answer.text);
  return says
    .split('; ')
    .map((part) => shown(series, part))
    .join('; ');
}

/** The series of a page in text format with their values as they are written. */
export function seriesOf(page: string): ReadonlyMap<string, string> {
  const lines = page.split('\n').filter((line) => line !== '' && !line.startsWith('#'));
  return new Map(
    lines.map((line) => [line.slice(0, line.lastIndexOf(' ')), line.slice(line.lastIndexOf(' ') + 1)]),
  );
}

function shown(series: ReadonlyMap<string, string>, part: string): string {
  const absent = /^no (.*)$/u.exec(part)?.[1];
  if (absent !== undefined) {
    const [found] = [...series.keys()].filter((key) => key.startsWith(`probe_${absent}`));
    return found === undefined ? part : found.replace(/^probe_/u, '');
  }
  const name = part.replace(/ (?:[-+]?[\d.]+(?:e[-+]\d+)?|[-+]?Inf|NaN)$/u, '');
  const found = [...series].find(([key]) => key === `probe_${name}` || key.startsWith(`probe_${name}{`));
  if (found === undefined) return `no ${name}`;
  return name === part ? name : `${name} ${found[1]}`;
}
