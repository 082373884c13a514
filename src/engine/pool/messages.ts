import type { Target } from '../../../probes/contract.ts';
import type { ConfigSource } from '../../config/read-yaml.ts';
import type { ProbeResult, RunRequest } from '../run.ts';

/** What the main thread tells a probe thread. Plain data: it is copied from one to the other. */
export type ToThread =
  /** Modules hold functions, which cannot be sent: every thread reads the configuration itself. */
  | { readonly kind: 'config'; readonly configId: number; readonly sources: readonly ConfigSource[] }
  /** No run of this configuration will be asked for any more. */
  | { readonly kind: 'forget'; readonly configId: number }
  | {
      readonly kind: 'run';
      readonly runId: number;
      readonly configId: number;
      readonly moduleName: string;
      readonly target: Target;
      readonly timeoutMs: number;
      readonly eventsOfSuccess: RunRequest['eventsOfSuccess'];
    }
  | { readonly kind: 'abort'; readonly runId: number };

/** What a probe thread answers: one for each run. */
export interface FromThread {
  readonly runId: number;
  readonly result: ProbeResult;
  /** The stack of an exception that escaped the prober. */
  readonly bug?: string;
}
