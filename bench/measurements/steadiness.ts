import dgram from 'node:dgram';
import { once } from 'node:events';
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import type { Bench } from '../bench.ts';
import { type Exporter, startExporter } from '../exporter.ts';
import type { Finding } from '../findings.ts';
import { startHelper } from '../helper-process.ts';
import { loadReport } from '../load/messages.ts';
import { probePath, probeSubject } from '../probe-kinds.ts';
import { loadExporter, type Pace } from '../put-load.ts';
import { figuresOf, interleaved } from '../rounds.ts';
import { delayPort } from '../targets/delay-messages.ts';
import { temporaryDirectory } from '../temporary-directory.ts';

/** How often the healthy target is probed. */
const ratePerSecond = 100;

/** Beside it: so many probes at a time that get no answer within their time-out. */
const hanging = 1000;
const timeoutMs = 5000;

/** A thousand connections at once are work; what is measured is what they do while they hang. */
const settleMs = 1500;

/** Three hundred probes, so that a 99th percentile is no single one, before the first time-outs end. */
const measuredMs = 3000;

/**
 * The reported duration of a healthy target while others hang, by that in the calm, round by round. Vantage alone: its
 * peer cannot ask a resolver of the module's own.
 */
export async function measureSteadiness(bench: Bench): Promise<readonly Finding[]> {
  const command = bench.exporters.get('vantage');
  const healthy = probeSubject('http', bench.targets);
  if (command === undefined || healthy === undefined) return [];
  const silent = dgram.createSocket('udp4').bind(0, '127.0.0.1');
  await once(silent, 'listening');
  try {
    const configFile = join(temporaryDirectory(), 'steadiness.yml');
    writeFileSync(configFile, modulesAsking(silent.address().port));
    const flags = [
      ...command.flags.filter((flag) => !flag.startsWith('--config.file=')),
      `--config.file=${configFile}`,
    ];
    await using exporter = await startExporter(bench.children, { ...command, flags });
    const dead = await startHelper(bench.children, 'targets/delay-process').ask(
      { delayMs: 10 * timeoutMs },
      { answer: delayPort, withinMs: timeoutMs },
    );
    const probes = Math.ceil((ratePerSecond * measuredMs) / 1000);
    const measured = { path: healthy.path, pace: { kind: 'open', ratePerSecond, probes } } as const;
    await loadExporter(bench, exporter, { ...measured, pace: warmUp(bench) });
    const findings: Finding[] = [];
    for (const { name, path } of [
      { name: 'names of a silent resolver', path: probePath('unresolved', 'http://host.bench.test/') },
      { name: `${hanging} hanging targets`, path: probePath('http', `http://127.0.0.1:${dead.port}/`) },
    ]) {
      const costs = await interleaved(
        new Map([
          [
            'vantage' as const,
            () => whileHanging(bench, { exporter, path }, () => loadExporter(bench, exporter, measured)),
          ],
          ['peer' as const, () => loadExporter(bench, exporter, measured)],
        ]),
        bench.plan.rounds,
      );
      for (const [percentile, field] of [
        ['p50', 'p50Seconds'],
        ['p99', 'p99Seconds'],
      ] as const) {
        const figures = figuresOf(costs, ({ [field]: seconds }) => seconds && seconds * 1000);
        findings.push({ section: 'steadiness', name: `${name}, ${percentile}`, figures });
      }
    }
    return findings;
  } finally {
    silent.close();
  }
}

function modulesAsking(resolverPort: number): string {
  return `modules:
  http: { prober: http, timeout: 5s, http: { preferred_ip_protocol: ip4 } }
  unresolved:
    prober: http
    timeout: 5s
    resolver: { servers: [ "127.0.0.1:${resolverPort}" ] }
`;
}

function warmUp({ plan }: Bench): Pace {
  return { kind: 'closed', concurrency: 20, maxProbes: plan.warmUpProbes, maxMs: plan.warmUpMs };
}

/** Does something while many probes of `path` wait for their time-out, and waits for these. */
async function whileHanging<T>(
  { bare }: Bench,
  { exporter, path }: { readonly exporter: Exporter; readonly path: string },
  work: () => Promise<T>,
): Promise<T> {
  const pace: Pace = { kind: 'closed', concurrency: hanging, maxProbes: hanging, maxMs: timeoutMs };
  const order = { through: { kind: 'exporter', port: exporter.port, path }, pace };
  const hang = bare.ask(order, { answer: loadReport, withinMs: 4 * timeoutMs });
  await sleep(settleMs);
  const done = await work();
  await hang;
  return done;
}
