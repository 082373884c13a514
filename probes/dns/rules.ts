import type { Failure, FailureReason } from '../failure.ts';
import type { Tell } from '../shared/assertion.ts';
import { type Subject, subjectOf } from '../shared/regexp/regexp.ts';
import { shortened } from '../shared/shortened.ts';
import type { DnsMessage, DnsRecord } from './message.ts';
import { responseCodeName, responseCodes } from './mnemonics.ts';
import type { DnsOptions } from './options.ts';
import type { Pattern, RecordRules } from './record-rules-options.ts';

/** Why a reply is not what the module demands: code, AD bit, then the sections in order; undefined when it is. */
export function judgeReply(
  message: DnsMessage,
  options: DnsOptions,
  tell: Tell = () => {},
): Failure | undefined {
  const { validRcodes, failIfNotAuthenticated, answerRules, authorityRules, additionalRules } = options;
  const judgeSection = (records: readonly DnsRecord[], rules: RecordRules, section: Section) => {
    const failure = judgeRecords(records, rules, section);
    tellSection({ rules, section, count: records.length }, failure, tell);
    return failure;
  };
  return (
    judgeCode(message.responseCode, validRcodes, tell) ??
    (failIfNotAuthenticated ? judgeAuthenticity(message, tell) : undefined) ??
    judgeSection(message.answers, answerRules, 'answer') ??
    judgeSection(message.authorities, authorityRules, 'authority') ??
    judgeSection(message.additionals, additionalRules, 'additional')
  );
}

function judgeAuthenticity({ flags }: DnsMessage, tell: Tell): Failure | undefined {
  const isMet = flags.has('ad');
  const seen = isMet ? 'the AD bit' : 'no AD bit';
  tell({ demand: 'fail_if_not_authenticated', expected: 'the AD bit', seen }, isMet);
  return isMet ? undefined : notAuthenticated;
}

/** A section without rules is not told of. */
function tellSection(
  {
    rules,
    section,
    count,
  }: { readonly rules: RecordRules; readonly section: Section; readonly count: number },
  failure: Failure | undefined,
  tell: Tell,
): void {
  const { failIfMatches, failIfAllMatch, failIfNotMatches, failIfNoneMatches } = rules;
  const expected = [
    ...failIfMatches.map(({ source }) => `none like "${source}"`),
    ...failIfAllMatch.map(({ source }) => `${rules.strict ? 'not all' : 'all'} like "${source}"`),
    ...failIfNotMatches.map(({ source }) => `all like "${source}"`),
    ...failIfNoneMatches.map(({ source }) => `one like "${source}"`),
  ];
  if (expected.length === 0) return;
  const seen = failure?.detail ?? `${count} ${count === 1 ? 'record' : 'records'} as demanded`;
  tell({ demand: `validate_${section}_rrs`, expected: expected.join(', '), seen }, failure === undefined);
}

const notAuthenticated: Failure = {
  phase: 'assertion',
  reason: 'assert.authenticated',
  blame: 'target',
  detail: 'the reply does not have the AD bit: the server has not validated it',
};

function judgeCode(code: number, valid: readonly string[], tell: Tell): Failure | undefined {
  const unknown = valid.find((name) => !responseCodes.has(name));
  if (unknown !== undefined)
    return badOptions(`valid_rcodes: ${JSON.stringify(unknown)} is no response code`);
  const isMet = valid.some((name) => responseCodes.get(name) === code);
  tell({ demand: 'valid_rcodes', expected: valid.join(', '), seen: responseCodeName(code) }, isMet);
  if (isMet) return undefined;
  return {
    phase: 'assertion',
    reason: 'assert.rcode',
    blame: 'target',
    detail: `the server answered ${responseCodeName(code)}, allowed: ${valid.join(', ') || 'none'}`,
  };
}

type Section = 'answer' | 'authority' | 'additional';
const reasons: Readonly<Record<Section, FailureReason>> = {
  answer: 'assert.answer',
  authority: 'assert.authority',
  additional: 'assert.additional',
};

/**
 * Judges the records of one section in the order of blackbox_exporter: what must not be empty, then each record
 * by each list, at last what looks at all records.
 */
export function judgeRecords(
  records: readonly DnsRecord[],
  rules: RecordRules,
  section: Section,
): Failure | undefined {
  const refuse = (why: string): Failure => {
    const detail = `the ${section} section is not as demanded: ${why}`;
    return { phase: 'assertion', reason: reasons[section], blame: 'target', detail };
  };
  const { failIfMatches, failIfAllMatch, failIfNotMatches, failIfNoneMatches, strict } = rules;
  if (records.length === 0) {
    const isDemanded = failIfNotMatches.length > 0 || failIfNoneMatches.length > 0;
    return isDemanded ? refuse('it is empty') : undefined;
  }
  for (const { source, compiled } of [
    ...failIfMatches,
    ...failIfAllMatch,
    ...failIfNotMatches,
    ...failIfNoneMatches,
  ]) {
    if (!compiled.ok) return badOptions(`cannot compile ${JSON.stringify(source)}: ${compiled.error}`);
  }
  let allMatch = true;
  let anyMatches = false;
  for (const record of records) {
    const subject = subjectOf(record.text);
    const shown = shortened(record.text);
    const forbidden = failIfMatches.find((pattern) => matches(pattern, subject));
    if (forbidden !== undefined) return refuse(`"${shown}" matches ${forbidden.source}`);
    const missed = failIfAllMatch.find((pattern) => !matches(pattern, subject));
    if (missed !== undefined && !strict) return refuse(`"${shown}" does not match ${missed.source}`);
    allMatch &&= missed === undefined;
    const lacking = failIfNotMatches.find((pattern) => !matches(pattern, subject));
    if (lacking !== undefined) return refuse(`"${shown}" does not match ${lacking.source}`);
    anyMatches ||= failIfNoneMatches.some((pattern) => matches(pattern, subject));
  }
  if (strict && failIfAllMatch.length > 0 && allMatch) return refuse('every record matches');
  return failIfNoneMatches.length > 0 && !anyMatches ? refuse('no record matches') : undefined;
}

function matches({ compiled }: Pattern, subject: Subject): boolean {
  return compiled.ok && compiled.regexp.test(subject);
}

function badOptions(detail: string): Failure {
  return { phase: 'assertion', reason: 'local.options', blame: 'local', detail };
}
