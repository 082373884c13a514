import { abortFailure } from '../../abort.ts';
import type { UnusableList, UsableList } from '../../tls-evidence.ts';
import type { Certificate } from '../tls/certificate.ts';
import { decode } from '../tls/der.ts';
import { isListed } from './entries.ts';
import { readRevocationList } from './list.ts';
import { omission } from './scope.ts';
import { signatureProblem } from './signature.ts';

/** Whom a list is asked about. */
export interface ListQuestion {
  readonly certificate: Certificate;
  /** Who has to have signed the list. */
  readonly issuer: Certificate;
  /** Unix milliseconds. */
  readonly atMs: number;
}

/** What a list says of a certificate; or why it says nothing. */
export type ListAnswer =
  | { readonly ok: true; readonly list: UsableList }
  | { readonly ok: false; readonly problem: UnusableList };

/**
 * Judges the bytes of a list. It can be used when the issuer signed it, it has begun to be valid and it is about
 * the certificate, even if a newer one is due.
 */
export async function judgeList(
  bytes: Buffer,
  { certificate, issuer, atMs }: ListQuestion,
  signal: AbortSignal,
): Promise<ListAnswer> {
  const list = decode(() => readRevocationList(bytes));
  if (list === undefined) return refuse('is no revocation list');
  const unsigned = await signatureProblem(list, issuer);
  if (unsigned !== undefined) return refuse(unsigned);
  const { thisUpdateSeconds, nextUpdateSeconds, scope } = list;
  if (thisUpdateSeconds * 1000 > atMs) return refuse(`is valid only from ${isoTime(thisUpdateSeconds)}`);
  if (scope.defect !== undefined) return refuse(scope.defect);
  const revoked = await isListed(list.entries, certificate.serialNumber, signal);
  if (revoked === undefined) return signal.aborted ? outOfTime(signal) : refuse('has malformed entries');
  // A list for other certificates that names this one all the same has said what there is to say.
  const omitted = revoked ? undefined : omission(scope, certificate);
  if (omitted !== undefined) return refuse(omitted);
  return {
    ok: true,
    list: {
      revoked,
      stale: nextUpdateSeconds !== undefined && nextUpdateSeconds * 1000 < atMs,
      ...(nextUpdateSeconds === undefined ? {} : { nextUpdateSeconds }),
    },
  };
}

/** What is wrong with a list is neither the target's fault nor ours. */
function refuse(detail: string): Extract<ListAnswer, { ok: false }> {
  return { ok: false, problem: { detail, blame: 'network' } };
}

/** The refusal of a list for which there is no time left. */
export function outOfTime(signal: AbortSignal): Extract<ListAnswer, { ok: false }> {
  const { blame } = abortFailure(signal, 'connect');
  return { ok: false, problem: { detail: 'cannot be judged in the time that is left', blame } };
}

function isoTime(seconds: number): string {
  return new Date(seconds * 1000).toISOString().replace('.000Z', 'Z');
}
