import type { Children } from './children.ts';
import type { ExporterCommand } from './exporter.ts';
import type { HelperProcess } from './helper-process.ts';
import type { Plan } from './options.ts';
import type { Side } from './rounds.ts';
import type { Targets } from './targets/targets.ts';

/** The sides that are exporters. */
export type ExporterSide = Exclude<Side, 'floor'>;

/** What all measurements work with. */
export interface Bench {
  readonly plan: Plan;
  readonly children: Children;
  readonly targets: Targets;
  /** How the exporters are started; without a peer Vantage alone. */
  readonly exporters: ReadonlyMap<ExporterSide, ExporterCommand>;
  /** Asks exporters for probes. */
  readonly load: HelperProcess;
  /** Probes by itself: the floor. */
  readonly bare: HelperProcess;
  /** Says below the tables what a reader of them must know. */
  readonly note: (text: string) => void;
}
