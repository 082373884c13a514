import type { ProbeContext } from '../../contract.ts';
import type {
  CertificateRevocation,
  RevocationEvidence,
  RevocationListEvidence,
  UnusableList,
} from '../../tls-evidence.ts';
import { shortened } from '../shortened.ts';
import type { Certificate } from '../tls/certificate.ts';
import { certificateEvidence } from '../tls/certificate-evidence.ts';
import type { CertificationPath } from '../tls/verdict.ts';
import { fetchList } from './fetch.ts';
import { judgeList, type ListAnswer, outOfTime } from './judge-list.ts';
import type { OpenForList } from './list-server.ts';

/** More distribution points than any real chain has: a hostile one can name thousands, for us to knock at. */
const mostPoints = 32;

/**
 * Looks every certificate of a path up in the revocation list of its issuer, which is the next one, or for the last
 * the certificate itself. Its distribution points are tried in order until one gives a list that can be used. Ends
 * when `context.signal` aborts; never rejects. Nothing is kept for other runs.
 */
export async function checkRevocation(
  path: CertificationPath,
  open: OpenForList,
  context: ProbeContext,
): Promise<RevocationEvidence> {
  const check = new RevocationCheck(open, context);
  const certificates: CertificateRevocation[] = [];
  for (const [position, certificate] of path.certificates.entries()) {
    const issuer = path.certificates[position + 1] ?? certificate;
    certificates.push({
      certificate: certificateEvidence(certificate),
      isAnchor: isAnchor(path, position),
      list: await check.lookUp(certificate, issuer),
    });
  }
  return { certificates, fetchMs: check.fetchMs };
}

function isAnchor({ certificates, isVerified }: CertificationPath, position: number): boolean {
  const certificate = certificates[position];
  if (certificate === undefined || position === 0 || position < certificates.length - 1) return false;
  return isVerified || certificate.subject.equals(certificate.issuer);
}

/** One run's look at lists: how long it has taken, and how often it has asked. */
class RevocationCheck {
  readonly #open: OpenForList;
  readonly #context: ProbeContext;
  #points = 0;
  fetchMs = 0;

  constructor(open: OpenForList, context: ProbeContext) {
    this.#open = open;
    this.#context = context;
  }

  async lookUp(certificate: Certificate, issuer: Certificate): Promise<RevocationListEvidence> {
    const { transcript } = this.#context;
    let last: RevocationListEvidence = { kind: 'none' };
    for (const url of certificate.crlDistribution?.urls ?? []) {
      const answer = await this.#ask(url, certificate, issuer);
      if (answer.ok) {
        const { revoked, stale } = answer.list;
        transcript.record('revocation.read', { revoked, stale });
        return { kind: 'usable', url, ...answer.list };
      }
      transcript.record('revocation.unusable', { detail: answer.problem.detail });
      last = { kind: 'unusable', url, ...answer.problem };
    }
    return last;
  }

  async #ask(url: string, certificate: Certificate, issuer: Certificate): Promise<ListAnswer> {
    const { clock, signal, transcript } = this.#context;
    if (signal.aborted) return outOfTime(signal);
    if (this.#points === mostPoints) return { ok: false, problem: tooManyPoints };
    this.#points += 1;
    transcript.record('revocation.fetching', { url: shortened(url) });
    const startMs = clock.monotonicMs();
    const fetched = await fetchList(url, this.#open, this.#context);
    this.fetchMs += clock.monotonicMs() - startMs;
    if (!fetched.ok) return fetched;
    return await judgeList(fetched.bytes, { certificate, issuer, atMs: clock.wallMs() }, signal);
  }
}

const tooManyPoints: UnusableList = {
  detail: `is not fetched: the certificates name more than ${mostPoints}`,
  blame: 'target',
};
