import { readFileSync } from 'node:fs';
import { hostname } from 'node:os';
import { parseResolvConf } from '../../../probes/shared/resolv-conf.ts';
import { systemRoots } from '../../../probes/shared/tls/system-roots.ts';
import type { Finding } from './finding.ts';

/** The files that are looked into, so that others can be named. */
export interface HostFiles {
  readonly resolvConf: string;
  /** proc(5): /proc/PID/limits. */
  readonly limits: string;
}

export const usualHostFiles: HostFiles = { resolvConf: '/etc/resolv.conf', limits: '/proc/self/limits' };

/** Below this many open files, some hundred probes at a time use them up. */
const enoughOpenFiles = 4096;

/** Which name servers names are looked up with. */
export function resolverFinding({ resolvConf }: HostFiles): Finding {
  const subject = 'name servers';
  const text = textOf(resolvConf);
  const { servers, search } = parseResolvConf(text ?? '', hostname());
  const searched = search.length === 0 ? '' : `, searching ${search.join(', ')}`;
  if (text !== undefined && /^\s*nameserver\s/mu.test(text)) {
    return { subject, verdict: 'ok', found: `${servers.join(', ')}${searched}`, remedies: [] };
  }
  const why = text === undefined ? `${resolvConf} cannot be read` : `${resolvConf} names no server`;
  return {
    subject,
    verdict: 'warning',
    found: `${why}, so names are looked up with ${servers.join(' and ')}`,
    remedies: [`${resolvConf}: nameserver 192.0.2.53 (with the address of yours)`],
  };
}

/** How many authorities are trusted where a module names none. */
export async function trustFinding(): Promise<Finding> {
  const subject = 'trusted authorities';
  const { size } = await systemRoots();
  if (size > 0) return { subject, verdict: 'ok', found: `${size} certificates`, remedies: [] };
  return {
    subject,
    verdict: 'problem',
    found: 'none, so no certificate verifies',
    remedies: ['Debian: apt-get install ca-certificates', 'environment: SSL_CERT_FILE=/path/to/bundle.pem'],
  };
}

/** How many files, and so connections, this process may have open. */
export function openFilesFinding({ limits }: HostFiles): Finding {
  const subject = 'open files';
  const [, soft = ''] = /^Max open files\s+(\S+)/mu.exec(textOf(limits) ?? '') ?? [];
  if (soft === '') {
    return { subject, verdict: 'warning', found: `the limit cannot be read from ${limits}`, remedies: [] };
  }
  if (soft === 'unlimited' || Number(soft) >= enoughOpenFiles) {
    return { subject, verdict: 'ok', found: `at most ${soft}`, remedies: [] };
  }
  return {
    subject,
    verdict: 'warning',
    found: `at most ${soft}, which some hundred probes at a time use up`,
    remedies: ['shell: ulimit -n 65536', 'Docker: --ulimit nofile=65536', 'systemd: LimitNOFILE=65536'],
  };
}

function textOf(file: string): string | undefined {
  try {
    return readFileSync(file, 'utf8');
  } catch {
    return undefined;
  }
}
