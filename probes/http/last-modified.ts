const months = ['Jan', 'Feb', 'Mar', 'Apr', 'May', 'Jun', 'Jul', 'Aug', 'Sep', 'Oct', 'Nov', 'Dec'];
const shortDays = 'Mon|Tue|Wed|Thu|Fri|Sat|Sun';
const longDays = 'Monday|Tuesday|Wednesday|Thursday|Friday|Saturday|Sunday';
const month = `(?<month>${months.join('|')})`;
const time = '(?<hour>[0-9]{2}):(?<minute>[0-9]{2}):(?<second>[0-9]{2})';

/** The three forms of an HTTP date (RFC 9110 section 5.6.7): IMF-fixdate, RFC 850, asctime. */
const forms = [
  new RegExp(`^(?:${shortDays}), (?<day>[0-9]{2}) ${month} (?<year>[0-9]{4}) ${time} GMT$`, 'i'),
  new RegExp(
    `^(?:${longDays}), (?<day>[0-9]{2})-${month}-(?<year>[0-9]{2}) ${time} (?:[A-Z]{3,4}|[+-][0-9]{2})$`,
    'i',
  ),
  new RegExp(`^(?:${shortDays}) ${month} (?<day>[ 0-9][0-9]) ${time} (?<year>[0-9]{4})$`, 'i'),
];

/** The Unix time in seconds that an HTTP date names; `undefined` when the text is none of the three forms. */
export function parseHttpDate(text: string): number | undefined {
  for (const form of forms) {
    const groups = form.exec(text)?.groups;
    if (groups === undefined) continue;
    const number = (name: string): number => Number(groups[name] ?? 'x');
    const day = number('day');
    const monthIndex = months.findIndex((name) => name.toLowerCase() === groups['month']?.toLowerCase());
    const date = new Date(0);
    date.setUTCFullYear(fullYear(groups['year'] ?? ''), monthIndex, day);
    if (date.getUTCMonth() !== monthIndex || date.getUTCDate() !== day) return undefined;
    if (number('hour') > 23 || number('minute') > 59 || number('second') > 59) return undefined;
    date.setUTCHours(number('hour'), number('minute'), number('second'));
    return date.getTime() / 1000;
  }
  return undefined;
}

/** Two digits are years from 1969 to 2068, as in Go's `time` package. */
function fullYear(digits: string): number {
  const year = Number(digits);
  if (digits.length > 2) return year;
  return year >= 69 ? 1900 + year : 2000 + year;
}
