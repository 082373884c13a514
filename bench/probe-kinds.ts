import type { BareProtocol } from './load/bare-probe.ts';
import { knownName } from './targets/known-name.ts';
import type { Targets } from './targets/targets.ts';

/** What both exporters are configured with: the same file. */
export const modules = `modules:
  http: { prober: http, timeout: 5s, http: { preferred_ip_protocol: ip4 } }
  tcp: { prober: tcp, timeout: 5s, tcp: { preferred_ip_protocol: ip4 } }
  dns:
    prober: dns
    timeout: 5s
    dns: { query_name: ${knownName}, query_type: A, preferred_ip_protocol: ip4 }
  icmp: { prober: icmp, timeout: 5s, icmp: { preferred_ip_protocol: ip4 } }
`;

/** The kinds of probe whose throughput is measured. */
export const probeKinds = ['http', 'https', 'tcp', 'dns', 'icmp'] as const;

export type ProbeKind = (typeof probeKinds)[number];

/** One probe of the benchmark: how exporters are asked for it, and how it is done without one. */
export interface ProbeSubject {
  /** Of `/probe`, with its parameters. */
  readonly path: string;
  /** Absent: no floor is measured. */
  readonly bare?: { readonly protocol: BareProtocol; readonly port: number };
}

/** The probe of a kind against these targets; undefined where there is no such target. */
export function probeSubject(kind: ProbeKind, targets: Targets): ProbeSubject | undefined {
  return subjectMakers[kind](targets);
}

const subjectMakers: Readonly<Record<ProbeKind, (targets: Targets) => ProbeSubject | undefined>> = {
  http: ({ web }) => httpSubject(web.httpPort),
  https: ({ web }) =>
    web.httpsPort === undefined
      ? undefined
      : {
          path: probePath('http', `https://127.0.0.1:${web.httpsPort}/`),
          bare: { protocol: 'https', port: web.httpsPort },
        },
  tcp: ({ web }) => ({
    path: probePath('tcp', `127.0.0.1:${web.httpPort}`),
    bare: { protocol: 'tcp', port: web.httpPort },
  }),
  dns: ({ dnsPort }) => ({
    path: probePath('dns', `127.0.0.1:${dnsPort}`),
    bare: { protocol: 'dns', port: dnsPort },
  }),
  icmp: () => ({ path: probePath('icmp', '127.0.0.1') }),
};

/** The HTTP probe of the server that waits with its answer. */
export function delaySubject({ delayPort }: Targets): ProbeSubject {
  return httpSubject(delayPort);
}

function httpSubject(port: number): ProbeSubject {
  return { path: probePath('http', `http://127.0.0.1:${port}/`), bare: { protocol: 'http', port } };
}

/** Of `/probe`, for a module and a target. */
export function probePath(module: string, target: string): string {
  return `/probe?module=${module}&target=${encodeURIComponent(target)}`;
}
