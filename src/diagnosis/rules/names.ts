/** Verdicts about the name of the host: the probe found no address for it. */
import { parseIpLiteral } from '../../../probes/shared/ip-literal.ts';
import type { Evidence, NameEvidence, ServerAnswer } from '../evidence.ts';
import { authoritative, failedFor, isUnanswered, withAddresses } from './facts.ts';
import type { Rule } from './rule.ts';
import { listed, someOf } from './words.ts';

/** A rule that is only asked when the name of the host gave the probe no address. */
function whenLost(
  judge: (names: NameEvidence, evidence: Evidence) => string | undefined,
): (evidence: Evidence) => string | undefined {
  return (evidence) => {
    const { names, run } = evidence;
    const isLost = names !== undefined && names.own.kind !== 'addresses' && run.failure?.phase === 'resolve';
    // What ended the run is then no server of names.
    if (run.failure?.blame === 'local') return undefined;
    return isLost ? judge(names, evidence) : undefined;
  };
}

export const nameRules: readonly Rule[] = [
  {
    code: 'dns_resolver_silent',
    blame: 'resolver',
    judge: whenLost((names, evidence) => {
      const who = whoAnswers(names, evidence);
      if (!isUnanswered(names.own) || who === undefined) return undefined;
      return `${who} for ${names.name}, and ${yourResolver(names, ['does not', 'do not'])}`;
    }),
  },
  {
    code: 'dns_validation_fails',
    blame: 'target',
    judge: whenLost((names, evidence) => {
      const [answer] = withAddresses(authoritative(evidence));
      const everybodyRefuses =
        names.others.length > 0 && names.others.every(({ kind }) => kind === 'refusal');
      if (names.own.kind !== 'refusal' || answer === undefined || !everybodyRefuses) return undefined;
      const zone = names.zones.at(-1)?.zone ?? '';
      return `the servers of ${zone} answer for ${names.name}, and no resolver believes them: its DNSSEC is most likely broken`;
    }),
  },
  {
    code: 'dns_resolver_fails',
    blame: 'resolver',
    judge: whenLost((names, evidence) => {
      const who = whoAnswers(names, evidence);
      if (names.own.kind !== 'refusal' || who === undefined) return undefined;
      return `${who} for ${names.name}, and ${yourResolver(names, ['fails', 'fail'])}: ${names.own.detail}`;
    }),
  },
  {
    code: 'dns_resolver_hides_name',
    blame: 'resolver',
    judge: whenLost((names, evidence) => {
      const who = whoAnswers(names, evidence);
      if (names.own.kind !== 'no_such_name' && names.own.kind !== 'no_address') return undefined;
      if (who === undefined) return undefined;
      return `${who} for ${names.name}, and ${yourResolver(names, ['says', 'say'])} that there is no such address`;
    }),
  },
  {
    code: 'dns_authoritative_silent',
    blame: 'target',
    judge: whenLost((names) => {
      const zone = names.zones.find(({ answers }) => answers.length > 0 && answers.every(isUnanswered));
      if (zone === undefined) return undefined;
      const count = zone.answers.length;
      return `${someOf(count, count, ['name server', 'name servers'])} of ${zone.zone} ${count === 1 ? 'does' : 'do'} not answer`;
    }),
  },
  {
    code: 'dns_authoritative_fails',
    blame: 'target',
    judge: whenLost((names) => {
      const failing = names.zones.find(
        ({ answers }) =>
          answers.some(({ kind }) => kind === 'refusal') &&
          answers.every((answer) => answer.kind === 'refusal' || isUnanswered(answer)),
      );
      if (failing === undefined) return undefined;
      const [first] = failing.answers.filter(({ kind }) => kind === 'refusal');
      return `the name servers of ${failing.zone} do not answer for it: ${describe(first)}`;
    }),
  },
  {
    code: 'dns_name_not_found',
    blame: 'target',
    judge: whenLost(({ own, name, zones }) => {
      if (own.kind !== 'no_such_name') return undefined;
      const zone = zones.at(-1);
      const vouched = zone?.answers.some(({ kind }) => kind === 'no_such_name') === true;
      return `${name} does not exist${vouched ? `: the servers of ${zone?.zone ?? ''} say so` : ''}`;
    }),
  },
  {
    code: 'dns_no_address',
    blame: 'target',
    judge: whenLost(({ own, name }) =>
      own.kind === 'no_address' ? `${name} exists and has no address` : undefined,
    ),
  },
  {
    code: 'dns_family_missing',
    blame: 'local',
    judge: ({ run, names, subject: { host = '' } }) => {
      if (run.failure?.phase !== 'resolve' || !failedFor(run, ['dns.name_not_resolved'])) return undefined;
      const wants = 'the module wants the other family: see preferred_ip_protocol and ip_protocol_fallback';
      const literal = parseIpLiteral(host);
      if (literal !== undefined) return `${host} is an IPv${literal.family} address, and ${wants}`;
      if (names?.own.kind !== 'addresses') return undefined;
      return `${names.name} has only ${listed(names.own.addresses)}, and ${wants}`;
    },
  },
  {
    code: 'dns_unanswered',
    blame: 'resolver',
    judge: whenLost(({ own, name }) => `nobody answers for ${name}: ${own.detail}`),
  },
];

/** Whom the probe asks, and what they do: for one, and for several. */
function yourResolver({ resolvers }: NameEvidence, [does, theyDo]: readonly [string, string]): string {
  const servers = resolvers.map(({ server }) => server);
  if (servers.length > 1) return `your resolvers ${listed(servers)} ${theyDo}`;
  return `your resolver ${servers.length === 0 ? '' : `${listed(servers)} `}${does}`;
}

/** Whoever has addresses for the name, the zone's own servers before other resolvers; the start of a sentence. */
function whoAnswers(names: NameEvidence, evidence: Evidence): string | undefined {
  const servers = withAddresses(authoritative(evidence));
  if (servers.length > 0) return `the servers of ${names.zones.at(-1)?.zone ?? ''} answer`;
  const others = withAddresses(names.others).map(({ server }) => server);
  if (others.length === 0) return undefined;
  return `${others.length === 1 ? 'the resolver' : 'the resolvers'} ${listed(others)} ${others.length === 1 ? 'answers' : 'answer'}`;
}

function describe(answer: ServerAnswer | undefined): string {
  if (answer === undefined) return '';
  return `${answer.serverName ?? answer.server} ${answer.detail}`;
}
