/**
 * What makes a page of text unreadable: a family that is not in one piece or not announced, a series that is
 * there twice, a histogram that does not count up to its `_count`.
 */
export function pageProblems(page: string): readonly string[] {
  const problems: string[] = [];
  const families = new Set<string>();
  const series = new Set<string>();
  let family = '';
  let bucket = 0;
  for (const line of page.split('\n').filter((each) => each !== '' && each !== '# EOF')) {
    const [, keyword, announced = ''] = /^# (HELP|TYPE|UNIT) (\S+)/.exec(line) ?? [];
    if (keyword === 'HELP') {
      if (families.has(announced)) problems.push(`${announced} is there twice`);
      families.add(announced);
      family = announced;
      continue;
    }
    if (keyword !== undefined) continue;
    const [, name = '', labels = '', value = ''] = /^([^\s{]+)(\{.*?\})? (\S+)(?: # .*)?$/s.exec(line) ?? [];
    if (!name.startsWith(family) || family === '') problems.push(`stray: ${line}`);
    if (series.has(name + labels)) problems.push(`twice: ${name}${labels}`);
    series.add(name + labels);
    if (name.endsWith('_bucket')) bucket = Number(value);
    if (name.endsWith('_count') && Number(value) !== bucket) problems.push(`unequal: ${line}`);
  }
  return problems;
}
