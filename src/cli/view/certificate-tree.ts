import type { CertificateEvidence } from '../../../probes/tls-evidence.ts';
import { isoTime } from '../../iso-time.ts';
import type { Paint } from '../terminal/paint.ts';
import { printable } from '../terminal/printable.ts';
import { daysLeft } from './dates.ts';
import { labelled, type Row, wrap } from './wrap.ts';

/** So many names of a certificate are printed; some carry hundreds. */
const namesShown = 8;

/** How a tree is drawn. */
export interface TreeStyle {
  /** Unix seconds from which days are counted. */
  readonly nowSeconds: number;
  readonly paint: Paint;
  /** Width of the output; absent, no line is broken. */
  readonly columns?: number;
}

/**
 * The chain as the peer sent it, leaf first, each certificate hanging below the one it should have signed.
 *
 * Every certificate shows its issuer, so that a chain sent in the wrong order or with a gap can be seen.
 */
export function certificateTree(chain: readonly CertificateEvidence[], style: TreeStyle): readonly string[] {
  return chain.flatMap((certificate, depth) => {
    const last = depth === chain.length - 1;
    const stem = '   '.repeat(Math.max(0, depth - 1));
    const head = depth === 0 ? '  ' : `  ${stem}└─ `;
    const body = `  ${'   '.repeat(depth)}${last ? '   ' : '│  '}`;
    const columns = style.columns;
    const width = columns === undefined ? undefined : columns - head.length;
    const subject = printable(certificate.subject === '' ? '(no subject)' : certificate.subject);
    const subjectLines = wrap(subject, width).map((line, index) => (index === 0 ? head : body) + line);
    return [...subjectLines, ...labelled(rowsOf(certificate, depth, style), body, columns)];
  });
}

function rowsOf(certificate: CertificateEvidence, depth: number, style: TreeStyle): readonly Row[] {
  const { dnsNames, issuer, notAfterSeconds, notBeforeSeconds } = certificate;
  const { nowSeconds, paint } = style;
  const rows: Row[] = [];
  if (depth === 0 && dnsNames.length > 0) {
    const shown = dnsNames.slice(0, namesShown).map(printable).join(', ');
    const more = dnsNames.length - namesShown;
    rows.push({ label: 'names', value: more > 0 ? `${shown} and ${more} more` : shown });
  }
  rows.push({ label: 'issuer', value: printable(issuer) });
  if (notBeforeSeconds > nowSeconds) {
    rows.push({ label: 'not before', value: isoTime(notBeforeSeconds) ?? 'unknown', paint: paint.bad });
  }
  const expiry = isoTime(notAfterSeconds);
  rows.push({
    label: 'expires',
    value: expiry === undefined ? 'unknown' : `${expiry} (${daysLeft(notAfterSeconds, nowSeconds)})`,
    ...(notAfterSeconds < nowSeconds && { paint: paint.bad }),
  });
  return rows;
}
