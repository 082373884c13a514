import type { Target } from '../../../probes/contract.ts';
import type { Failure } from '../../../probes/failure.ts';
import type { ConfigSource } from '../../config/read-yaml.ts';
import type { Diagnosis } from '../diagnose.ts';

/** What the main thread tells the thread of diagnoses. Plain data: it is copied from one to the other. */
export type ToDiagnosisThread =
  /** The configuration from now on; modules hold functions, which cannot be sent. */
  | { readonly kind: 'config'; readonly sources: readonly ConfigSource[] }
  | {
      readonly kind: 'diagnose';
      readonly id: number;
      readonly moduleName: string;
      readonly target: Target;
      /** Of the probe. */
      readonly timeoutMs: number;
      /** Of all experiments together. */
      readonly longestMs: number;
      readonly reported?: Failure;
      readonly otherResolvers: readonly string[];
    }
  | { readonly kind: 'abort'; readonly id: number };

/** What it answers: one for each diagnosis; without one when the configuration does not have the module any more. */
export interface FromDiagnosisThread {
  readonly id: number;
  readonly diagnosis?: Diagnosis;
}
