import type { Failure } from '../failure.ts';

/** Carries the failure that cut a response body short to whoever reads it. */
export class BodyCutShort extends Error {
  override readonly name = 'BodyCutShort';
  readonly failure: Failure;

  constructor(failure: Failure) {
    super(failure.detail);
    this.failure = failure;
  }
}
