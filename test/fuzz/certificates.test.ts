import * as fc from 'fast-check';
import { expect } from 'vitest';
import { readRevocationList } from '../../probes/shared/crl/list.ts';
import { parseCertificate } from '../../probes/shared/tls/certificate.ts';
import { certificateEvidence } from '../../probes/shared/tls/certificate-evidence.ts';
import { decode } from '../../probes/shared/tls/der.ts';
import { readOcspResponse } from '../../probes/shared/tls/ocsp.ts';
import { fuzz } from './fuzzing.ts';
import { mutated } from './mutation.ts';
import { recordedDer } from './recordings.ts';

fuzz(
  'certificates, OCSP responses and revocation lists',
  fc.property(mutated(recordedDer), (bytes) => {
    const certificate = parseCertificate(bytes);
    if (certificate !== undefined) {
      const { subject, dnsNames, notAfterSeconds } = certificateEvidence(certificate);
      expect([subject, ...dnsNames].join('')).not.toMatch(/\p{Surrogate}/u);
      expect(notAfterSeconds).not.toBeNaN();
    }
    // Whatever is wrong ends the decoding; an exception of another kind would end the test.
    decode(() => readOcspResponse(bytes));
    decode(() => readRevocationList(bytes));
  }),
);
