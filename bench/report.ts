import { type Finding, type Section, type SectionName, sections } from './findings.ts';
import { type Side, sides } from './rounds.ts';
import { pairedRatios, spread } from './statistics.ts';
import { markdownTable } from './table.ts';

/** What stands above the columns. */
export type SideLabels = Readonly<Record<Side, string>>;

/** The findings as tables in Markdown, one for each section that has any. */
export function reportText(findings: readonly Finding[], usualLabels: SideLabels): string {
  return sectionNames
    .map((name) => ({
      section: sections[name],
      rows: findings.filter((finding) => finding.section === name),
    }))
    .filter(({ rows }) => rows.length > 0)
    .map(({ section, rows }) => sectionText(section, rows, usualLabels))
    .join('\n');
}

/** Every figure, for programs: `null` where there was none. */
export function reportJson(findings: readonly Finding[]): object {
  return findings.map(({ section, name, figures }) => ({
    section: sections[section].title,
    name,
    figures: Object.fromEntries(figures),
    ratio: ratioOf({ figures }),
  }));
}

const sectionNames: readonly SectionName[] = [
  'cpu',
  'throughput',
  'duration',
  'error',
  'steadiness',
  'memory',
  'start',
  'check',
];

function sectionText(section: Section, rows: readonly Finding[], usualLabels: SideLabels): string {
  const labels = { ...usualLabels, ...section.labels };
  const present = sides.filter((side) => rows.some(({ figures }) => figures.has(side)));
  const withPeer = present.includes('peer');
  const header = [
    '',
    ...present.map((side) => labels[side]),
    ...(withPeer ? [`${labels.vantage}/${labels.peer}`, 'min to max'] : []),
  ];
  const cells = rows.map((row) => [
    row.name,
    ...present.map((side) => figure(spread(row.figures.get(side) ?? [])?.median, section.digits)),
    ...(withPeer ? ratioCells(row) : []),
  ]);
  return `${section.title} (${section.better} is better)\n\n${markdownTable(header, cells)}`;
}

/** Vantage by its peer, round by round. */
function ratioOf({ figures }: Pick<Finding, 'figures'>) {
  return spread(pairedRatios(figures.get('vantage') ?? [], figures.get('peer') ?? []));
}

function ratioCells(finding: Finding): readonly string[] {
  const ratio = ratioOf(finding);
  if (ratio === undefined) return ['', ''];
  const [median, min, max] = [ratio.median, ratio.min, ratio.max].map((each) => figure(each, 2));
  return [median ?? '', ratio.min < ratio.max ? `${min} to ${max}` : ''];
}

function figure(value: number | undefined, digits: number): string {
  if (value === undefined) return '';
  return value.toLocaleString('en', { minimumFractionDigits: digits, maximumFractionDigits: digits });
}
