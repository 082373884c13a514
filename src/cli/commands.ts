import type { CommandEntry } from './command.ts';

/** Every command of `vantage` under its name, in the order in which people read of them. */
export const commands: Readonly<Record<string, CommandEntry>> = {
  probe: {
    summary: 'run one check and show what it found',
    load: async () => (await import('./probe/probe-command.ts')).probe,
  },
  check: {
    summary: 'check everything that is scheduled, once',
    load: async () => (await import('./check/check-command.ts')).check,
  },
  doctor: {
    summary: 'look at what probes need of this host',
    load: async () => (await import('./doctor/doctor-command.ts')).doctor,
  },
  serve: {
    summary: 'serve probes and schedules to Prometheus; the command when none is named',
    load: async () => (await import('./serve/serve-command.ts')).serveProbes,
  },
};
