import { datasource } from './datasource.ts';
import type { Panel, Query, Thresholds } from './panel.ts';

/** A panel in Grafana's form, without its place. */
export function panelJson(panel: Panel): Readonly<Record<string, unknown>> {
  const { type, title, description, queries } = panel;
  return {
    type,
    title,
    description,
    datasource,
    targets: queries.map((query, index) => targetJson(query, index, panel)),
    fieldConfig: { defaults: fieldDefaults(panel), overrides: overridesOf(panel) },
    options: optionsOf(panel),
    ...(panel.type === 'table' && { transformations: transformationsOf(panel) }),
  };
}

function targetJson(
  { expr, legend }: Query,
  index: number,
  { type }: Panel,
): Readonly<Record<string, unknown>> {
  // A number and a table are of now; everything else has a past.
  const isInstant = type === 'table' || type === 'bargauge';
  return {
    refId: String.fromCharCode('A'.charCodeAt(0) + index),
    datasource,
    editorMode: 'code',
    expr,
    legendFormat: legend ?? '__auto',
    instant: isInstant,
    range: !isInstant,
    format: type === 'table' || type === 'heatmap' ? type : 'time_series',
  };
}

function fieldDefaults(panel: Panel): Readonly<Record<string, unknown>> {
  const { unit, type } = panel;
  const colored = 'thresholds' in panel ? { thresholds: thresholdsJson(panel.thresholds) } : {};
  if (type === 'timeseries') {
    const isStacked = panel.stacked === true;
    return {
      unit,
      ...limitsOf(panel),
      custom: {
        drawStyle: 'line',
        lineWidth: 1,
        fillOpacity: isStacked ? 40 : 5,
        showPoints: 'never',
        stacking: { mode: isStacked ? 'normal' : 'none', group: 'A' },
      },
    };
  }
  if (type === 'table') return { unit, custom: { align: 'auto', filterable: true }, ...colored };
  if (type === 'heatmap') return { unit };
  const limits = type === 'bargauge' ? limitsOf(panel) : {};
  return { unit, ...limits, color: { mode: 'thresholds' }, ...colored };
}

function limitsOf({ min, max }: { readonly min?: number; readonly max?: number }) {
  return { ...(min !== undefined && { min }), ...(max !== undefined && { max }) };
}

function thresholdsJson(thresholds: Thresholds | undefined): Readonly<Record<string, unknown>> | undefined {
  if (thresholds === undefined) return undefined;
  const [lowest, ...others] = thresholds;
  const steps = others.map(([value, color]) => ({ value, color }));
  return { mode: 'absolute', steps: [{ value: null, color: lowest }, ...steps] };
}

function overridesOf(panel: Panel): readonly unknown[] {
  if (panel.type !== 'table' || panel.thresholds === undefined || panel.value === undefined) return [];
  const cell = { id: 'custom.cellOptions', value: { type: 'color-text' } };
  return [{ matcher: { id: 'byName', options: panel.value }, properties: [cell] }];
}

const reduceOptions = { calcs: ['lastNotNull'], fields: '', values: false };

const usualOptions = {
  stat: { reduceOptions, colorMode: 'value', graphMode: 'area', textMode: 'auto', justifyMode: 'auto' },
  bargauge: { reduceOptions, orientation: 'horizontal', displayMode: 'basic', showUnfilled: true },
  timeseries: {
    legend: { displayMode: 'list', placement: 'bottom', showLegend: true },
    tooltip: { mode: 'multi', sort: 'desc' },
  },
  'state-timeline': { mergeValues: true, showValue: 'never', rowHeight: 0.8, legend: { showLegend: false } },
  heatmap: {
    calculate: false,
    cellGap: 1,
    color: { mode: 'scheme', scheme: 'Spectral', exponent: 0.5, reverse: false, steps: 64 },
    tooltip: { mode: 'single', showColorScale: true, yHistogram: false },
    legend: { show: true },
  },
  table: { showHeader: true },
} as const satisfies Readonly<Record<Panel['type'], Readonly<Record<string, unknown>>>>;

function optionsOf(panel: Panel): Readonly<Record<string, unknown>> {
  const usual = usualOptions[panel.type];
  if (panel.type === 'heatmap') return { ...usual, yAxis: { unit: panel.unit, axisPlacement: 'left' } };
  const isSorted = panel.type === 'table' && panel.value !== undefined;
  return isSorted ? { ...usual, sortBy: [{ displayName: panel.value, desc: false }] } : usual;
}

/** Keeps the labels that are to be columns, in their order, and gives the value its title. */
function transformationsOf({
  columns: labels,
  value,
}: Extract<Panel, { type: 'table' }>): readonly unknown[] {
  const shown = [...labels, ...(value === undefined ? [] : ['Value'])];
  return [
    { id: 'filterFieldsByName', options: { include: { names: shown } } },
    {
      id: 'organize',
      options: {
        indexByName: Object.fromEntries(shown.map((name, index) => [name, index])),
        renameByName: value === undefined ? {} : { Value: value },
        excludeByName: {},
      },
    },
  ];
}
