/** Servers of a tiny page. */
export interface WebTargets {
  readonly httpPort: number;
  /** Absent without a certificate. */
  readonly httpsPort?: number | undefined;
}
