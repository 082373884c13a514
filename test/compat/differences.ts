import type { Answer } from '../helpers/app.ts';
import { familiesOfOurs, labelsOfOurs, zerosOfTheirs } from './allowed.ts';
import { seriesOf } from './page.ts';

/** What two answers of `/probe` say differently and may not, one line each; measured times only have to be there. */
export function differences(ours: Answer, theirs: Answer): readonly string[] {
  const [one, other] = [headOf(ours), headOf(theirs)];
  if (one !== other) return [`${one} here, ${other} there`];
  if (ours.status !== 200)
    return ours.text === theirs.text ? [] : [`${ours.text} here, ${theirs.text} there`];
  const [here, there] = [samplesOf(ours.text), samplesOf(theirs.text)];
  return [...new Set([...here.keys(), ...there.keys()])]
    .filter((series) => here.get(series) !== there.get(series))
    .filter((series) => !isAllowed(series, here.get(series), there.get(series)))
    .map(
      (series) => `${series} ${here.get(series) ?? 'absent'} here, ${there.get(series) ?? 'absent'} there`,
    );
}

/** Status and media type; the parameter that says how names are escaped came with later releases. */
function headOf({ status, headers }: Answer): string {
  return `${status} ${(headers['content-type'] ?? '').replace('; escaping=underscores', '')}`;
}

function samplesOf(page: string): ReadonlyMap<string, string> {
  return new Map(
    [...seriesOf(page)].map(([series, value]) => [withoutOurLabels(series), roughly(series, value)]),
  );
}

function withoutOurLabels(series: string): string {
  return Object.keys(labelsOfOurs).reduce(
    (rest, label) => rest.replace(new RegExp(`,${label}="[^"]*"`, 'u'), ''),
    series,
  );
}

/** A time that was measured is there or is 0. */
function roughly(series: string, value: string): string {
  const isMeasured = /duration_seconds|lookup_time_seconds|rtt_\w+_seconds/u.test(series);
  return isMeasured && value !== '0' ? 'measured' : value;
}

function isAllowed(series: string, here: string | undefined, there: string | undefined): boolean {
  const family = series.replace(/\{.*/u, '');
  if (there === undefined) return Object.hasOwn(familiesOfOurs, family);
  return here === undefined && there === '0' && Object.hasOwn(zerosOfTheirs, family);
}
