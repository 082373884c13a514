/** Verdicts about TLS: the connection stands, and the handshake or the certificate fails. */
import type { FailureReason } from '../../../probes/failure.ts';
import type { Evidence, SeenCertificate } from '../evidence.ts';
import { failedFor } from './facts.ts';
import type { Rule } from './rule.ts';
import { listed, longSpan, place } from './words.ts';

const cuts: readonly FailureReason[] = ['tcp.reset', 'tcp.closed'];

export const tlsRules: readonly Rule[] = [
  {
    code: 'certificate_expired',
    blame: 'target',
    judge: ({ run, startedAtMs }) => {
      const { certificate } = run;
      if (!failedFor(run, ['tls.cert.date_invalid']) || certificate === undefined) return undefined;
      const agoSeconds = startedAtMs / 1000 - certificate.notAfterSeconds;
      if (agoSeconds > 0)
        return `the certificate of ${nameOf(certificate)} expired ${longSpan(agoSeconds)} ago`;
      // Its own dates are good: it is one above it.
      const isTooEarly = startedAtMs / 1000 < certificate.notBeforeSeconds;
      return isTooEarly ? undefined : (run.failure?.detail ?? undefined);
    },
  },
  {
    code: 'certificate_not_yet_valid',
    blame: 'target',
    judge: ({ run, startedAtMs }) => {
      const { certificate } = run;
      if (!failedFor(run, ['tls.cert.date_invalid']) || certificate === undefined) return undefined;
      const inSeconds = certificate.notBeforeSeconds - startedAtMs / 1000;
      return `the certificate of ${nameOf(certificate)} becomes valid in ${longSpan(inSeconds)}`;
    },
  },
  {
    code: 'certificate_wrong_name',
    blame: 'target',
    judge: ({ run, tls, subject }) => {
      if (!failedFor(run, ['tls.cert.name_invalid'])) return undefined;
      const withName = run.certificate?.sha256Hex;
      const isDefault = withName !== undefined && tls?.nameless?.certificate?.sha256Hex === withName;
      const why = isDefault
        ? '; it sends the same certificate to those who name no host: its default one'
        : '';
      return `the server does not know the name ${subject.host ?? ''}: its certificate is for ${namesOf(run.certificate)}${why}`;
    },
  },
  {
    code: 'certificate_self_signed',
    blame: 'target',
    judge: ({ run }) => {
      const { certificate } = run;
      if (!failedFor(run, ['tls.cert.authority_invalid']) || certificate?.isSelfSigned !== true)
        return undefined;
      return `the certificate of ${nameOf(certificate)} is self-signed`;
    },
  },
  {
    code: 'certificate_chain_incomplete',
    blame: 'target',
    judge: ({ run }) => {
      const missing = run.certificate?.missingIssuer;
      if (!failedFor(run, ['tls.cert.authority_invalid']) || missing === undefined) return undefined;
      if (run.certificate?.sentCertificates !== 1) return undefined;
      return `the server sends its own certificate alone, and the one of its issuer, ${missing}, is missing or not trusted`;
    },
  },
  {
    code: 'certificate_untrusted',
    blame: 'target',
    judge: ({ run }) =>
      failedFor(run, ['tls.cert.authority_invalid'])
        ? `nobody that this vantage trusts stands behind the certificate: ${run.failure?.detail ?? ''}`
        : undefined,
  },
  {
    code: 'certificate_revoked',
    blame: 'target',
    judge: ({ run }) =>
      failedFor(run, ['assert.revoked'])
        ? `the certificate is revoked: ${run.failure?.detail ?? ''}`
        : undefined,
  },
  {
    code: 'certificate_refused',
    blame: 'target',
    judge: ({ run }) =>
      failedFor(run, [
        'tls.cert.invalid',
        'assert.cert_validity',
        'assert.issuer',
        'assert.pin',
        'assert.ocsp_staple',
        'tls.cert.date_invalid',
      ])
        ? `the certificate is not acceptable: ${run.failure?.detail ?? ''}`
        : undefined,
  },
  {
    code: 'tls_client_certificate',
    blame: 'target',
    judge: ({ run }) =>
      failedFor(run, ['tls.bad_client_auth_cert'])
        ? `the server wants a certificate of this client, and does not accept what it gets: ${run.failure?.detail ?? ''}`
        : undefined,
  },
  {
    code: 'tls_no_common_version',
    blame: 'target',
    judge: ({ run }) =>
      failedFor(run, ['tls.version_or_cipher_mismatch'])
        ? `client and server have no version of TLS or no cipher in common: ${run.failure?.detail ?? ''}`
        : undefined,
  },
  {
    code: 'tls_not_spoken',
    blame: 'target',
    judge: ({ run, http, subject }) => {
      if (run.failure?.phase !== 'tls') return undefined;
      const status = http?.plain?.statusCode;
      const where = place(run.ip ?? subject.host ?? '', subject.port);
      if (status !== undefined)
        return `${where} speaks plain HTTP and no TLS: it answers with status ${status}`;
      if (!failedFor(run, ['tls.protocol.error'])) return undefined;
      return `what ${where} says is no TLS: ${run.failure.detail}`;
    },
  },
  {
    code: 'tls_cut_by_name',
    blame: 'network',
    judge: ({ run, tls, subject }) => {
      const isCut = run.failure?.phase === 'tls' && tls?.unjudged?.ok === false;
      if (!isCut || tls.nameless?.certificate === undefined) return undefined;
      return `TLS works until the name ${subject.host ?? ''} is said: the server does not know it, or somebody on the way filters by name`;
    },
  },
  {
    code: 'tls_cut',
    blame: 'network',
    judge: (evidence) =>
      evidence.run.failure?.phase === 'tls' && failedFor(evidence.run, cuts) && isOpen(evidence)
        ? 'TCP opens, and TLS is cut: a middlebox or a firewall on the way, or a server that wants no TLS here'
        : undefined,
  },
  {
    code: 'tls_silent',
    blame: 'target',
    judge: (evidence) =>
      failedFor(evidence.run, ['tls.timed_out']) && isOpen(evidence)
        ? 'TCP opens, and the TLS handshake gets no answer: a server that is stuck, a firewall, or a way that loses large packets'
        : undefined,
  },
];

function isOpen({ run, addresses }: Evidence): boolean {
  return run.phases.connect !== undefined || addresses.some(({ connection }) => connection?.ok === true);
}

function nameOf({ dnsNames, subject }: SeenCertificate): string {
  return dnsNames[0] ?? subject;
}

function namesOf(certificate: SeenCertificate | undefined): string {
  const names = certificate?.dnsNames ?? [];
  return names.length === 0 ? 'no host name' : listed(names);
}
