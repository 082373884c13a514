/** One query of a panel, in PromQL with Grafana's variables. */
export interface Query {
  readonly expr: string;
  /** How its series are named; left out, Grafana names them by their labels. */
  readonly legend?: string;
}

/** Grafana's names of units. */
export type Unit = 'short' | 'none' | 's' | 'percentunit' | 'bytes' | 'reqps' | 'bool' | 'dtdurations';

interface PanelBase {
  readonly title: string;
  /** What one reads from it, and what it needs; shown behind the panel's title. */
  readonly description: string;
  readonly unit: Unit;
  readonly queries: readonly Query[];
  /** Of 24 columns. */
  readonly width: number;
  readonly height: number;
}

/** From which value on a colour counts, ascending; the first one counts from the bottom. */
export type Thresholds = readonly [string, ...(readonly [number, string])[]];

/** A number at a glance. */
export interface StatPanel extends PanelBase {
  readonly type: 'stat';
  readonly thresholds: Thresholds;
}

/** A bar for each series. */
export interface BarGaugePanel extends PanelBase {
  readonly type: 'bargauge';
  readonly thresholds: Thresholds;
  readonly min?: number;
  readonly max?: number;
}

/** Lines over time, or areas one on the other. */
export interface TimeSeriesPanel extends PanelBase {
  readonly type: 'timeseries';
  readonly stacked?: boolean;
  readonly min?: number;
  readonly max?: number;
}

/** States over time, a row for each series. */
export interface StateTimelinePanel extends PanelBase {
  readonly type: 'state-timeline';
  readonly thresholds: Thresholds;
}

/** How often which duration came, from the buckets of a histogram. */
export interface HeatmapPanel extends PanelBase {
  readonly type: 'heatmap';
}

/** The series of now, a row for each. */
export interface TablePanel extends PanelBase {
  readonly type: 'table';
  /** The labels that become columns, in their order. */
  readonly columns: readonly string[];
  /** The title of the column of values; without one there is none. */
  readonly value?: string;
  readonly thresholds?: Thresholds;
}

export type Panel =
  | StatPanel
  | BarGaugePanel
  | TimeSeriesPanel
  | StateTimelinePanel
  | HeatmapPanel
  | TablePanel;

/** What the reader chooses at the top of a dashboard. */
export type Variable = QueryVariable | ChoiceVariable;

/** The values that a label has. */
export interface QueryVariable {
  readonly kind: 'query';
  readonly name: string;
  readonly title: string;
  /** `label_values(…)`. */
  readonly query: string;
  /** Several values at once, all of them at first. */
  readonly several: boolean;
}

/** One of a few words, the first one at first. */
export interface ChoiceVariable {
  readonly kind: 'choice';
  readonly name: string;
  readonly title: string;
  readonly words: readonly [string, ...(readonly string[])];
}

/** A dashboard before it is laid out. */
export interface Dashboard {
  /** Stays the same for ever: links lead to it. */
  readonly uid: string;
  readonly title: string;
  readonly description: string;
  /** How far it looks back, `now-6h`. */
  readonly from: string;
  readonly variables: readonly Variable[];
  readonly rows: readonly Row[];
}

/** Panels under a heading. */
export interface Row {
  readonly title: string;
  readonly panels: readonly Panel[];
}
