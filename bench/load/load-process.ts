/** A process of its own that puts load on an exporter, or probes by itself: answers each order with a report. */
import { startAlarm } from '../alarm.ts';
import { answerQuestions } from '../answer-questions.ts';
import { bareProbe } from './bare-probe.ts';
import { closedLoop } from './closed-loop.ts';
import { exporterProbe, type IdleConnections } from './exporter-probe.ts';
import { type LoadOrder, loadOrder } from './messages.ts';
import { openLoop } from './open-loop.ts';
import type { ProbeOnce } from './probe-once.ts';

const alarm = startAlarm();
const idleByPort = new Map<number, IdleConnections>();

answerQuestions(loadOrder, ({ through, pace }) => {
  const probe = probeThrough(through);
  return pace.kind === 'closed' ? closedLoop(probe, pace) : openLoop(probe, pace, alarm);
});

function probeThrough(through: LoadOrder['through']): ProbeOnce {
  if (through.kind === 'bare') return bareProbe(through.protocol, through.port);
  const idle = idleByPort.get(through.port) ?? [];
  idleByPort.set(through.port, idle);
  return exporterProbe(through, idle);
}
