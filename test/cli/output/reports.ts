import type { Failure } from '../../../probes/failure.ts';
import type { MachineFormat, Report } from '../../../src/cli/output/formats.ts';
import { machineOutput } from '../../../src/cli/output/formats.ts';
import type { CheckedRun } from '../../../src/cli/report/checked-run.ts';
import { failOnNothing } from '../../../src/cli/report/fail-on.ts';
import { checkedRun, expired, resultOf } from '../results.ts';

/** A text with everything that some format gives a meaning to. */
export const nasty = `it said <a href="x">&amp;</a> # TODO \\ | 'a'='b' {"x":[1]} \u001b[2J\r\n---\n...\nok 1 é \ud800]]>`;

const unreachable: Failure = { phase: 'connect', reason: 'tcp.refused', blame: 'target', detail: nasty };
const unknown: Failure = {
  phase: 'connect',
  reason: 'local.resources',
  blame: 'local',
  detail: 'no file is left to open',
};

export const up: CheckedRun = checkedRun(
  resultOf({ ok: true, phases: { resolve: 1.5, connect: 10 }, observations: {} }, { durationMs: 125 }),
);
export const down: CheckedRun = checkedRun(
  resultOf(
    { ok: false, failure: unreachable, phases: {}, observations: {} },
    { durationMs: 2, target: { text: 'db.example:5432#1' } },
  ),
);
export const unclear: CheckedRun = checkedRun(
  resultOf({ ok: false, failure: unknown, phases: {}, observations: {} }, { durationMs: 0.5 }),
);
export const warned: CheckedRun = checkedRun(up.result, {
  warnings: [
    { kind: 'expiry', detail: 'the certificate of CN=a expires on 2026-02-01T00:00:00Z (21 days left)' },
  ],
});
export const badCertificate: CheckedRun = checkedRun(resultOf(expired));

export function report(runs: readonly CheckedRun[], changes: Partial<Report> = {}): Report {
  return { runs, failOn: failOnNothing, problems: [], isSeveral: runs.length > 1, ...changes };
}

/** What a format makes of these runs. */
export function written(
  format: MachineFormat,
  runs: readonly CheckedRun[],
  changes: Partial<Report> = {},
): Promise<string> {
  return machineOutput(format, report(runs, changes));
}
