/** The module's demands on a response, each a pure function that names the first demand that is not met. */
import type { Failure, FailureReason } from '../failure.ts';
import { type HeaderList, headerValues, type ResponseHead } from '../shared/http/message.ts';
import { type Subject, subjectOf } from '../shared/regexp/regexp.ts';
import type { HttpOptions } from './options.ts';

/** `valid_status_codes`; an empty list means 200 to 299. */
export function judgeStatus(head: ResponseHead, options: HttpOptions): Failure | undefined {
  const ranges = options.validStatusCodes.length > 0 ? options.validStatusCodes : [{ from: 200, to: 299 }];
  const { statusCode } = head;
  if (ranges.some(({ from, to }) => statusCode >= from && statusCode <= to)) return undefined;
  const expected = ranges.map(({ from, to }) => (from === to ? `${from}` : `${from}-${to}`)).join(', ');
  return unmet('assert.status', `status ${statusCode}, expected ${expected}`);
}

/** `valid_http_versions`, compared verbatim; an empty list accepts every version. */
export function judgeVersion(head: ResponseHead, options: HttpOptions): Failure | undefined {
  const { validHttpVersions } = options;
  if (validHttpVersions.length === 0 || validHttpVersions.includes(head.protocol)) return undefined;
  return unmet('assert.version', `version ${head.protocol}, expected ${validHttpVersions.join(', ')}`);
}

/** `fail_if_header_matches` and `fail_if_header_not_matches`; each value of a repeated field counts. */
export function judgeHeaders(headers: HeaderList, options: HttpOptions): Failure | undefined {
  for (const rule of options.failIfHeaderMatches) {
    const values = subjects(headers, rule.header);
    if (values.length === 0) {
      if (!rule.allowMissing) return missing(rule.header);
    } else if (values.some((value) => rule.regexp.test(value))) {
      return unmet('assert.header', `header ${rule.header} matches "${rule.regexp.source}"`);
    }
  }
  for (const rule of options.failIfHeaderNotMatches) {
    const values = subjects(headers, rule.header);
    if (values.length === 0) {
      if (!rule.allowMissing) return missing(rule.header);
    } else if (!values.some((value) => rule.regexp.test(value))) {
      return unmet('assert.header', `no value of header ${rule.header} matches "${rule.regexp.source}"`);
    }
  }
  return undefined;
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
export function judgeBody(content: Buffer, options: HttpOptions): Failure | undefined {
  const body = subjectOf(content);
  const hit = options.failIfBodyMatches.find((regexp) => regexp.test(body));
  if (hit !== undefined) return unmet('assert.body', `the body matches "${hit.source}"`);
  const missed = options.failIfBodyNotMatches.find((regexp) => !regexp.test(body));
  if (missed !== undefined) return unmet('assert.body', `the body does not match "${missed.source}"`);
  return undefined;
}

/** `fail_if_ssl` and `fail_if_not_ssl`. */
export function judgeTls(isTls: boolean, options: HttpOptions): Failure | undefined {
  if (isTls && options.failIfSsl) return unmet('assert.ssl', 'the final response came over TLS');
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
