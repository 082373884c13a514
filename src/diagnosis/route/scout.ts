import type { IpAddress } from '../../../probes/contract.ts';
import type { Report } from './reports.ts';

/** Where packets go. */
export interface Destination {
  readonly address: IpAddress;
  /** Where there are ports. */
  readonly port: number;
  /** The index of the interface that the zone of the address names, or 0. */
  readonly scopeId: number;
}

/** Sends packets with hop limits, in one way or another, and tells what comes back. */
export interface Scout extends Disposable {
  /** Sends one; gives the code of an error, `undefined` when the kernel took it. */
  send(hopLimit: number): string | undefined;
}

/** A scout, or why there is none here. */
export type ScoutChoice =
  | { readonly ok: true; readonly scout: Scout }
  | { readonly ok: false; readonly detail: string };

/** Told of what comes back, at once. */
export type OnReport = (report: Report) => void;
