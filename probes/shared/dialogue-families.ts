import type { MetricFamily, Outcome } from '../contract.ts';
import { revocationFamilies } from './crl/families.ts';
import type { DialogueRunObservations } from './dialogue-run.ts';
import { sslFamilies } from './tls/families.ts';

/** The families of a dialogue: none before the connection stands, those of TLS once it is established. */
export function dialogueFamilies({
  observations,
  tls,
}: Outcome<DialogueRunObservations>): readonly MetricFamily[] {
  const { dialogue, encrypted } = observations;
  if (dialogue === undefined) return [];
  const families = [
    gauge('probe_failed_due_to_regex', 'Whether the probe failed because no line matched.', {
      value: Number(dialogue.failedDueToRegex),
    }),
    gauge('probe_failed_due_to_bytes', 'Whether the probe failed because other bytes came.', {
      value: Number(dialogue.failedDueToBytes),
    }),
  ];
  if (dialogue.expectInfo !== undefined) {
    families.push(
      gauge('probe_expect_info', 'What the dialogue captured, as labels.', {
        labels: dialogue.expectInfo,
        value: 1,
      }),
    );
  }
  return encrypted && tls !== undefined
    ? [...families, ...sslFamilies(tls), ...revocationFamilies(tls)]
    : families;
}

function gauge(name: string, help: string, sample: MetricFamily['samples'][number]): MetricFamily {
  return { name, help, type: 'gauge', samples: [sample] };
}
