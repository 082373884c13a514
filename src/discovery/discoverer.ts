import type { TargetGroup } from '../config/schedule.ts';

/** The mechanisms, as labels and log lines name them. */
export type SourceKind = 'file' | 'http' | 'dns';

/** What one place of a source (a file, a URL, a name) gave at one refresh. */
export type Finding =
  | {
      readonly ok: true;
      readonly groups: readonly TargetGroup[];
      /** Why there may be less than is wanted, for people. */
      readonly remark?: string;
    }
  /** The groups that the place gave last stay. `detail` is for people, and the same while the trouble is. */
  | { readonly ok: false; readonly detail: string };

/** What one refresh of a whole source gave, by place. */
export interface Refreshed {
  readonly findings: ReadonlyMap<string, Finding>;
  /** Whether places that are not among the findings are gone; false when not all could be looked for. */
  readonly isComplete: boolean;
}

/** How to get the target groups of one source. */
export interface Discoverer extends Disposable {
  readonly kind: SourceKind;
  /** The whole source, as a place. */
  readonly name: string;
  readonly refreshIntervalMs: number;
  /** Looks once; ends soon after `signal` aborts. Whatever goes wrong out there is a finding. */
  refresh(signal: AbortSignal): Promise<Refreshed>;
  /** Whether a place of an earlier source can be one of this one. */
  hasPlace(place: string): boolean;
  /** A place as it may be shown: without secrets. */
  shown(place: string): string;
}
