/** What the manual tells beside the commands, for the page of the documents and for the man page alike. */

/** A heading with sentences and, perhaps, terms that are explained. */
export interface Topic {
  readonly title: string;
  readonly paragraphs: readonly string[];
  readonly terms?: readonly (readonly [term: string, meaning: string])[];
}

export const topics: readonly Topic[] = [
  {
    title: 'Targets',
    paragraphs: [
      'Without `--config.file` the form of a target decides which prober checks it, with the defaults of that prober. With it the module of the file counts, and targets are those of `/probe`.',
    ],
    terms: [
      ['https://host/path, http://host/path, host', 'the prober http'],
      ['tcp://host:port, host:port', 'the prober tcp'],
      ['icmp://host', 'the prober icmp'],
      [
        'dns://server/name?type=MX',
        'the prober dns: asks the server for the name. Further parameters are class and transport (udp, tcp, tls, https)',
      ],
      ['tls://host:port', 'the prober tls'],
      ['grpc://host:port, grpcs://host:port', 'the prober grpc, without and with TLS'],
      ['unix:/path', 'the prober unix'],
      ['ws://host/path, wss://host/path', 'the prober websocket'],
      ['statuspage://host', 'the prober statuspage'],
    ],
  },
  {
    title: 'Outputs',
    paragraphs: [
      'Results go to standard output, everything else to standard error. With several targets, or with `--count`, each output tells of all runs.',
    ],
    terms: [
      [
        'text',
        'for people: the verdict first (OK, FAIL, or UNKNOWN where nobody can say), then the time as a waterfall to scale, and what was seen',
      ],
      ['json', 'one object for one run; a list for several targets, for `--count`, and for `vantage check`'],
      ['ndjson', 'an object on a line for each run, as soon as it is over'],
      [
        'prometheus',
        'the metrics of `/probe` in the text format of Prometheus. Of several targets each series has the labels instance and module, and the last run counts',
      ],
      [
        'junit',
        'a report for CI systems: a suite for each job or module, a case for each run. A target that is down is a failure, what could not be found out is an error',
      ],
      [
        'nagios',
        'a line with performance data as monitoring plugins print it, and their exit codes: 1 is a warning such as a certificate near its end, 2 is critical, 3 unknown',
      ],
      ['tap', 'the Test Anything Protocol, version 14'],
    ],
  },
  {
    title: 'The JSON object',
    paragraphs: [
      'All keys are always there; what did not happen is null. Durations are seconds, times ISO 8601 in UTC.',
      '`vantage compare` prints one object with target, module, hostname and points. Each point has name, url and problem, which says why it could not be asked, and of the keys below success, failure, duration_seconds, phases, address, tls and metrics.',
    ],
    terms: [
      ['job, labels', 'of a scheduled target; null and empty for a target of the command line'],
      [
        'module, prober, target, hostname, parameters',
        'what was run; the target without credentials; parameters is empty at the shell',
      ],
      ['started_at, duration_seconds, timeout_seconds', 'when and how long'],
      ['success', 'the verdict'],
      ['failure', 'phase, reason, blame and detail: see the list of failure reasons'],
      ['warnings', 'each with kind (expiry, unverified, slow, local-delay) and detail'],
      ['phases', 'seconds by phase; a phase that did not happen is missing'],
      ['address', 'ip, family, lookup_seconds'],
      ['tls', 'version, cipher, alpn, verification, last_chain_expires_at and the chain of certificates'],
      [
        'changes',
        'of a failure after a success of the same command and target: since, with started_at of that, and a list of what was before and after',
      ],
      ['metrics', 'those of `/probe`, each with name, labels, value'],
      ['transcript', 'what happened when, each with at_seconds, kind, level, message, fields'],
    ],
  },
  {
    title: 'Warnings',
    paragraphs: [
      'A run that succeeded may be worth a look all the same. Warnings are shown in every output, and `--fail-on` makes them count as failures.',
    ],
    terms: [
      [
        'expiry',
        'a certificate of the chain ends within 21 days, or within the time given: `--fail-on=expiry=30d`',
      ],
      ['unverified', 'the module does not verify the certificate, which would be refused'],
      ['slow', 'the run took longer than the time given: `--fail-on=slow=500ms`'],
      [
        'local-delay',
        'this host was busy during the run, for more than 250 ms or the time given: what was measured may be its own delay',
      ],
    ],
  },
  {
    title: 'Terminals',
    paragraphs: [
      'Text is laid out for the width of the terminal, from 60 columns on; for files and pipes no line is broken. Whatever takes longer than a second tells on the terminal what it waits for. Ctrl-C ends what runs and prints what there is; a second one ends the program at once. Control characters that came from a target are written as escapes.',
      'The pictures on this page are of real terminals, without colours. What a colour says stands in words as well.',
    ],
    terms: [
      ['NO_COLOR', 'no colours, when it is set and not empty'],
      ['CI', 'no colours and no progress, when it is set and not empty'],
      ['TERM', 'no colours when it is dumb'],
      ['SSL_CERT_FILE', 'the authorities to trust instead of those of the system'],
    ],
  },
];
