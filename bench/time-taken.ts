import { busySeconds } from './machine.ts';
import { monotonicMs } from './monotonic.ts';
import { usageOf } from './process-usage.ts';

/** Starts now; the function that it gives says how long it took, and how busy other programs kept the machine meanwhile. */
export function watchTimeTaken(): () => string {
  const startMs = monotonicMs();
  const startBusySeconds = busySeconds();
  return () => {
    const seconds = (monotonicMs() - startMs) / 1000;
    const othersSeconds = busySeconds() - startBusySeconds - usageOf(process.pid).cpuSeconds;
    const others = (Math.max(0, othersSeconds) / seconds).toFixed(1);
    return `Took ${seconds.toFixed(0)} s; meanwhile other programs kept ${others} cores busy on average.`;
  };
}
