import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import type { Children } from '../children.ts';
import { versionOf } from '../contenders.ts';
import { startExporter } from '../exporter.ts';
import { startHelper } from '../helper-process.ts';
import { machineLine } from '../machine.ts';
import { temporaryDirectory } from '../temporary-directory.ts';
import { watchTimeTaken } from '../time-taken.ts';
import { bareCost } from './bare-messages.ts';
import { configurationText } from './configuration.ts';
import { type Measured, measure } from './measure.ts';
import type { ScheduleOptions, SchedulePlan } from './options.ts';
import { reportJson, reportText } from './report.ts';
import { targetAddresses } from './target-messages.ts';

/** Enough for 30,000 connections at a time, with those that have just ended. */
const targetCount = 64;

const helperMs = 15_000;

const bareSeconds = 20;

const vantageMain = new URL('../../../dist/src/cli/main.js', import.meta.url).pathname;

/** Measures one plan after the other, prints what came of them, and leaves the targets running, as a child. */
export async function run(options: ScheduleOptions, children: Children): Promise<void> {
  const timeTaken = watchTimeTaken();
  const program = [process.execPath, ...options.nodeFlags, vantageMain];
  const about = [new Date().toISOString(), machineLine(), versionOf([process.execPath, vantageMain])];
  process.stdout.write(`${about.join('\n')}\n\n`);
  const { addresses } = await startHelper(children, 'schedule/target-process').ask(
    { addresses: targetCount },
    { answer: targetAddresses, withinMs: helperMs },
  );
  const timers = startHelper(children, 'schedule/timer-process');
  const bare = startHelper(children, 'schedule/bare-process');
  const port = Number(addresses[0]?.split(':')[1]);
  const configFile = join(temporaryDirectory(), 'schedules.json');
  const flags = [`--config.file=${configFile}`, ...options.vantageFlags];
  const measureExporter = async (plan: SchedulePlan) => {
    await using exporter = await startExporter(children, { program, flags, env: {} });
    return await measure({ exporter, timers }, plan);
  };
  const measureBareSockets = async ({ prober, targets, intervalSeconds }: SchedulePlan) => {
    const question = { prober, port, perSecond: targets / intervalSeconds, seconds: bareSeconds };
    const expected = { answer: bareCost, withinMs: bareSeconds * 1000 + helperMs };
    return (await bare.ask(question, expected)).cpuPerProbeUs;
  };
  const all: Measured[] = [];
  for (const plan of options.plans) {
    process.stderr.write(`measuring ${plan.targets} ${plan.prober} targets for ${plan.seconds} s ...\n`);
    writeFileSync(configFile, configurationText(plan, addresses));
    all.push({
      ...(await measureExporter(plan)),
      // After it, as what runs at the same time keeps the machine awake.
      bareSocketUs: await measureBareSockets(plan),
    });
  }
  const note = timeTaken();
  process.stdout.write(`${reportText(all)}\n${note}\n`);
  if (options.jsonFile === undefined) return;
  writeFileSync(
    options.jsonFile,
    `${JSON.stringify({ about, note, measurements: reportJson(all) }, null, 2)}\n`,
  );
}
