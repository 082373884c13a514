/** The first descriptor that systemd hands over: those before are the standard streams (sd_listen_fds(3)). */
const firstFd = 3;

/** Where a process learns of the sockets that were opened for it. */
export interface ActivationSources {
  readonly env: Readonly<Record<string, string | undefined>>;
  readonly pid: number;
}

/** The descriptors of the listening sockets that systemd opened for this very process; none, if none. */
export function activatedSockets({ env, pid }: ActivationSources): readonly number[] {
  const { LISTEN_PID: forPid = '', LISTEN_FDS: count = '' } = env;
  if (Number(forPid) !== pid || !/^\d{1,4}$/.test(count)) return [];
  return Array.from({ length: Number(count) }, (_, index) => firstFd + index);
}
