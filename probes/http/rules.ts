/** The module's demands on a response, each a pure function that names the first demand that is not met. */
import type { Failure, FailureReason } from '../failure.ts';
import type { Tell } from '../shared/assertion.ts';
import { type HeaderList, headerValues, type ResponseHead } from '../shared/http/message.ts';
import { type Subject, subjectOf } from '../shared/regexp/regexp.ts';
import type { HeaderMatcher, HttpOptions } from './options.ts';

const usualCodes = '200-299';

/** `valid_status_codes`; an empty list means 200 to 299. */
export function judgeStatus(
  { statusCode }: ResponseHead,
  options: HttpOptions,
  tell: Tell,
): Failure | undefined {
  const ranges = options.validStatusCodes.length > 0 ? options.validStatusCodes : [{ from: 200, to: 299 }];
  const isMet = ranges.some(({ from, to }) => statusCode >= from && statusCode <= to);
  const expected =
    options.validStatusCodes.length === 0
      ? usualCodes
      : ranges.map(({ from, to }) => (from === to ? `${from}` : `${from}-${to}`)).join(', ');
  tell({ demand: 'valid_status_codes', expected, seen: String(statusCode) }, isMet);
  return isMet ? undefined : unmet('assert.status', `status ${statusCode}, expected ${expected}`);
}

/** `valid_http_versions`, compared verbatim; an empty list accepts every version. */
export function judgeVersion(
  { protocol }: ResponseHead,
  options: HttpOptions,
  tell: Tell,
): Failure | undefined {
  const { validHttpVersions } = options;
  if (validHttpVersions.length === 0) return undefined;
  const isMet = validHttpVersions.includes(protocol);
  const expected = validHttpVersions.join(', ');
  tell({ demand: 'valid_http_versions', expected, seen: protocol }, isMet);
  return isMet ? undefined : unmet('assert.version', `version ${protocol}, expected ${expected}`);
}

/** `fail_if_header_matches` and `fail_if_header_not_matches`; each value of a repeated field counts. */
export function judgeHeaders(headers: HeaderList, options: HttpOptions, tell: Tell): Failure | undefined {
  for (const rule of options.failIfHeaderMatches) {
    const { header, regexp } = rule;
    const seen = seenIn(headers, rule);
    const isMet = seen === 'missing' ? rule.allowMissing : seen === 'no match';
    tell({ demand: 'fail_if_header_matches', expected: `${header} unlike "${regexp.source}"`, seen }, isMet);
    if (isMet) continue;
    return seen === 'missing'
      ? missing(header)
      : unmet('assert.header', `header ${header} matches "${regexp.source}"`);
  }
  for (const rule of options.failIfHeaderNotMatches) {
    const { header, regexp } = rule;
    const seen = seenIn(headers, rule);
    const isMet = seen === 'missing' ? rule.allowMissing : seen === 'a match';
    tell(
      { demand: 'fail_if_header_not_matches', expected: `${header} like "${regexp.source}"`, seen },
      isMet,
    );
    if (isMet) continue;
    return seen === 'missing'
      ? missing(header)
      : unmet('assert.header', `no value of header ${header} matches "${regexp.source}"`);
  }
  return undefined;
}

/** The value itself may be a secret. */
function seenIn(headers: HeaderList, { header, regexp }: HeaderMatcher): 'missing' | 'a match' | 'no match' {
  const values = subjects(headers, header);
  if (values.length === 0) return 'missing';
  return values.some((value) => regexp.test(value)) ? 'a match' : 'no match';
}

/** Whether the module has expressions about the body's text. */
export function hasTextRules(options: HttpOptions): boolean {
  return options.failIfBodyMatches.length > 0 || options.failIfBodyNotMatches.length > 0;
}

/** Whether the module has expressions about the JSON that the body is. */
export function hasJsonRules({ jsonRules }: HttpOptions): boolean {
  return jsonRules.failIfMatches !== undefined || jsonRules.failIfNotMatches !== undefined;
}

/** `fail_if_body_matches_regexp` (no hit allowed) and `fail_if_body_not_matches_regexp` (all must hit). */
export function judgeBody(content: Buffer, options: HttpOptions, tell: Tell): Failure | undefined {
  const body = subjectOf(content);
  for (const regexp of options.failIfBodyMatches) {
    const isMet = !regexp.test(body);
    const seen = isMet ? 'no match' : 'a match';
    tell({ demand: 'fail_if_body_matches_regexp', expected: `unlike "${regexp.source}"`, seen }, isMet);
    if (!isMet) return unmet('assert.body', `the body matches "${regexp.source}"`);
  }
  for (const regexp of options.failIfBodyNotMatches) {
    const isMet = regexp.test(body);
    const seen = isMet ? 'a match' : 'no match';
    tell({ demand: 'fail_if_body_not_matches_regexp', expected: `like "${regexp.source}"`, seen }, isMet);
    if (!isMet) return unmet('assert.body', `the body does not match "${regexp.source}"`);
  }
  return undefined;
}

/** `fail_if_ssl` and `fail_if_not_ssl`. */
export function judgeTls(isTls: boolean, options: HttpOptions, tell: Tell): Failure | undefined {
  const seen = isTls ? 'TLS' : 'no TLS';
  if (options.failIfSsl) tell({ demand: 'fail_if_ssl', expected: 'no TLS', seen }, !isTls);
  if (isTls && options.failIfSsl) return unmet('assert.ssl', 'the final response came over TLS');
  if (options.failIfNotSsl) tell({ demand: 'fail_if_not_ssl', expected: 'TLS', seen }, isTls);
  if (!isTls && options.failIfNotSsl) return unmet('assert.ssl', 'the final response did not come over TLS');
  return undefined;
}

function subjects(headers: HeaderList, name: string): Subject[] {
  return headerValues(headers, name).map((value) => subjectOf(Buffer.from(value, 'latin1')));
}

function missing(header: string): Failure {
  return unmet('assert.header', `header ${header} is missing`);
}

function unmet(reason: FailureReason, detail: string): Failure {
  return { phase: 'assertion', reason, blame: 'target', detail };
}
