import { markdownTable } from '../table.ts';
import { cpuPerTargetUs, type Figure, figuresOf } from './figures.ts';
import type { Measured } from './measure.ts';
import type { SchedulePlan } from './options.ts';

/** The figures as a table in Markdown, one column a measurement, beside what is to be reached where there is that. */
export function reportText(all: readonly Measured[]): string {
  const columns = all.map(figuresOf);
  const [first = []] = columns;
  const hasGoals = first.some(({ goal }) => goal !== undefined);
  const header = ['', ...all.map(({ plan }) => labelOf(plan)), ...(hasGoals ? ['to reach'] : [])];
  const rows = first.map(({ name, goal }, row) => [
    name,
    ...columns.map((figures) => textOf(figures[row])),
    ...(hasGoals ? [goal ?? ''] : []),
  ]);
  return markdownTable(header, rows) + growthText(all);
}

/** Every figure, for programs. */
export function reportJson(all: readonly Measured[]): object {
  return all.map((measured) => ({
    plan: measured.plan,
    figures: Object.fromEntries(figuresOf(measured).map(({ name, value }) => [name, value ?? null])),
  }));
}

function labelOf({ prober, targets, intervalSeconds }: SchedulePlan): string {
  return `${targets.toLocaleString('en')} ${prober} every ${intervalSeconds} s`;
}

function textOf(figure: Figure | undefined): string {
  if (figure?.value === undefined) return '';
  const { value, digits } = figure;
  return value.toLocaleString('en', { minimumFractionDigits: digits, maximumFractionDigits: digits });
}

/** How the cost of a target in the dearest measurement compares with that in the cheapest, among those with as many runs a second. */
function growthText(all: readonly Measured[]): string {
  const paceOf = ({ plan }: Measured) => Math.round(plan.targets / plan.intervalSeconds);
  const paces = [...new Set(all.map(paceOf))];
  return paces
    .map((pace) =>
      growthAtPace(
        pace,
        all.filter((measured) => paceOf(measured) === pace),
      ),
    )
    .join('');
}

function growthAtPace(perSecond: number, same: readonly Measured[]): string {
  const costs = same.flatMap((measured) => cpuPerTargetUs(measured) ?? []);
  if (costs.length < 2) return '';
  const percent = (Math.max(...costs) / Math.min(...costs) - 1) * 100;
  return `\nAt ${perSecond} runs a second the dearest target costs ${percent.toFixed(0)} % more than the cheapest; to reach: at most 20 %.\n`;
}
