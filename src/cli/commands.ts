import type { CommandEntry } from './command.ts';

/** Every command of `vantage` under its name, in the order in which people read of them. */
export const commands: Readonly<Record<string, CommandEntry>> = {
  probe: {
    summary: 'run one check and show what it found',
    load: async () => (await import('./probe/probe-command.ts')).probe,
  },
  http: { summary: 'request a page', load: async () => (await import('./probe/shorthands.ts')).http },
  tcp: { summary: 'connect to a port', load: async () => (await import('./probe/shorthands.ts')).tcp },
  icmp: { summary: 'ping a host', load: async () => (await import('./probe/shorthands.ts')).icmp },
  dns: { summary: 'ask a name server', load: async () => (await import('./probe/shorthands.ts')).dns },
  tls: { summary: 'look at certificates', load: async () => (await import('./probe/shorthands.ts')).tls },
  grpc: {
    summary: 'ask for the health of a gRPC server',
    load: async () => (await import('./probe/shorthands.ts')).grpc,
  },
  check: {
    summary: 'check everything that is scheduled, once',
    load: async () => (await import('./check/check-command.ts')).check,
  },
  diagnose: {
    summary: 'find out why a check fails',
    load: async () => (await import('./diagnose/diagnose-command.ts')).diagnoseTarget,
  },
  compare: {
    summary: 'ask several vantage points about a target and show their answers side by side',
    load: async () => (await import('./compare/compare-command.ts')).compare,
  },
  doctor: {
    summary: 'look at what probes need of this host',
    load: async () => (await import('./doctor/doctor-command.ts')).doctor,
  },
  generate: {
    summary: 'write what Prometheus and Grafana need for a configuration',
    commands: {
      'scrape-config': {
        summary: 'the scrape_configs of Prometheus',
        load: async () => (await import('./generate/scrape-config-command.ts')).generateScrapeConfig,
      },
      rules: {
        summary: 'recording and alerting rules',
        load: async () => (await import('./generate/rules-command.ts')).generateRules,
      },
      dashboard: {
        summary: 'a dashboard for Grafana',
        load: async () => (await import('./generate/dashboard-command.ts')).generateDashboard,
      },
    },
  },
  config: {
    summary: 'look at a configuration',
    commands: {
      check: {
        summary: 'tell every mistake of a configuration',
        load: async () => (await import('./config/config-commands.ts')).checkConfig,
      },
      print: {
        summary: 'print a configuration without its secrets',
        load: async () => (await import('./config/config-commands.ts')).printConfig,
      },
      schema: {
        summary: 'print the JSON Schema of a configuration, for editors',
        load: async () => (await import('./config/describe-commands.ts')).configSchema,
      },
      explain: {
        summary: 'explain a key of a configuration',
        load: async () => (await import('./config/describe-commands.ts')).explainConfig,
      },
    },
  },
  completion: {
    summary: 'print what lets bash, zsh or fish complete these commands',
    load: async () => (await import('./completion/completion-command.ts')).completion,
  },
  serve: {
    summary: 'serve probes and schedules to Prometheus; the command when none is named',
    load: async () => (await import('./serve/serve-command.ts')).serveProbes,
  },
};
