/** How one probe went. */
export interface ProbeAnswer {
  readonly ok: boolean;
  /** What the prober says that it took; absent when it does not say. */
  readonly seconds?: number | undefined;
}

/** Runs one probe. Rejects only when who probes cannot be reached. */
export type ProbeOnce = () => Promise<ProbeAnswer>;
