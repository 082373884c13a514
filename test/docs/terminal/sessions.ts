/** What is typed into a terminal to show each command; the pictures stand in docs/cli.md. */

export interface Session {
  /** The command whose section has the picture: `probe`, `config check`. */
  readonly command: string;
  /** Tells several pictures of one command apart, and names their files. */
  readonly name: string;
  /** What is typed, as a person would. */
  readonly input: string;
  /** Keys after that, as tmux names them, once the terminal shows `after`. */
  readonly keys?: { readonly after: RegExp; readonly send: readonly string[] };
  /** When to take the picture; absent, when the command has ended. */
  readonly when?: RegExp;
  /** What is shown differs with the machine: then only its form is tested. */
  readonly varies?: true;
}

const example = '--config.file=config.example.yml';

export const sessions: readonly Session[] = [
  { command: 'probe', name: 'probe-up', input: 'vantage probe https://shop.example/health' },
  { command: 'probe', name: 'probe-down', input: 'vantage probe https://localhost:8443/health' },
  {
    command: 'probe',
    name: 'probe-count',
    input: 'vantage probe tcp://db.example:5432 --count=20 --interval=50ms',
  },
  { command: 'http', name: 'http-redirect', input: 'vantage http shop.example' },
  {
    command: 'http',
    name: 'http-demand',
    input: 'vantage http https://shop.example/ --set=http.fail_if_body_not_matches_regexp=[basket]',
  },
  { command: 'tcp', name: 'tcp', input: 'vantage tcp db.example:5432' },
  { command: 'icmp', name: 'icmp-count', input: 'vantage icmp 192.0.2.1 --count=10 --interval=50ms' },
  {
    command: 'icmp',
    name: 'icmp-watch',
    input: 'vantage icmp 192.0.2.1 --watch --interval=100ms',
    when: /(?:[5-9]|\d{2,}) of \d+ runs/u,
  },
  { command: 'dns', name: 'dns', input: 'vantage dns shop.example MX @192.0.2.53' },
  { command: 'tls', name: 'tls', input: 'vantage tls shop.example --fail-on=expiry=90d' },
  { command: 'grpc', name: 'grpc', input: 'vantage grpc api.example:50051' },
  { command: 'check', name: 'check', input: `vantage check ${example}` },
  { command: 'diagnose', name: 'diagnose', input: 'vantage diagnose tcp://db.example:5433', varies: true },
  {
    command: 'compare',
    name: 'compare',
    input: 'vantage compare --from=eu=vantage.eu:9115 --from=us=vantage.us:9115 https://shop.example/',
  },
  { command: 'doctor', name: 'doctor', input: 'vantage doctor', varies: true },
  {
    command: 'generate scrape-config',
    name: 'generate-scrape-config',
    input: `vantage generate scrape-config ${example} | head -n 14`,
  },
  {
    command: 'generate rules',
    name: 'generate-rules',
    input: `vantage generate rules ${example} | head -n 14`,
  },
  {
    command: 'generate dashboard',
    name: 'generate-dashboard',
    input: `vantage generate dashboard ${example} fleet | head -n 8`,
  },
  { command: 'config check', name: 'config-check', input: `vantage config check ${example}` },
  { command: 'config print', name: 'config-print', input: `vantage config print ${example} | head -n 14` },
  { command: 'config schema', name: 'config-schema', input: 'vantage config schema | head -n 8' },
  { command: 'config explain', name: 'config-explain', input: 'vantage config explain slo.latency' },
  {
    command: 'completion',
    name: 'completion',
    input: 'source <(vantage completion bash)',
    keys: { after: /completion bash\)\n\$/u, send: ['vantage config ', 'Tab', 'Tab'] },
    when: /explain +print/u,
  },
  {
    command: 'serve',
    name: 'serve',
    input: `vantage ${example} --web.listen-address=127.0.0.1:9116`,
    keys: { after: /msg=Listening/u, send: ['C-c'] },
  },
];
