/** Reads the final response and holds it against what the module demands. */
import type { ProbeContext } from '../contract.ts';
import type { Failure } from '../failure.ts';
import { type Tell, tellTo } from '../shared/assertion.ts';
import { headerValues } from '../shared/http/message.ts';
import type { Transcript } from '../transcript.ts';
import type { BodyPlan, BodyReading } from './body.ts';
import { type CelRules, judgeJson } from './cel/judge-json.ts';
import type { ChainEnd } from './follow.ts';
import { parseHttpDate } from './last-modified.ts';
import type { HttpObservations } from './observations.ts';
import type { HttpOptions } from './options.ts';
import { loadedHttpParts, loadHttpParts } from './parts.ts';
import { authenticationRequired } from './proxy/proxy-failure.ts';
import {
  hasJsonRules,
  hasTextRules,
  judgeBody,
  judgeHeaders,
  judgeStatus,
  judgeTls,
  judgeVersion,
} from './rules.ts';
import type { HttpRunOptions } from './run-options.ts';

/** What the final response came to. */
export interface Judgement {
  /** The first demand that is not met. */
  readonly failure?: Failure;
  /** Milliseconds from the first byte of the response to the end of its body. */
  readonly transferMs: number;
  readonly observations: Required<
    Pick<HttpObservations, 'response' | 'bodyBytes' | 'failedDueToRegex' | 'failedDueToCel'>
  >;
}

/** Judges the response at the end of a chain, and closes it. */
export async function judge(
  chain: ChainEnd & { ok: true },
  options: HttpRunOptions,
  context: ProbeContext,
): Promise<Judgement> {
  const { response, isTls } = chain;
  const { captureBodyBytes: captureBytes = 0 } = context;
  const { head } = response;
  const tell = tellTo(context.transcript);
  const statusFailure = judgeStatusOf(chain, options, tell);
  const headerFailure = statusFailure === undefined ? judgeHeaders(head.headers, options, tell) : undefined;
  const isSoundSoFar = statusFailure === undefined && headerFailure === undefined;
  const isWanted = hasTextRules(options) || hasJsonRules(options) || options.inspectBody !== undefined;
  const rulesApply = isSoundSoFar && isWanted;

  // The reference closes the body of a redirect that it does not follow; here rules may still look at it.
  const skipsBody = chain.redirectRefused && !rulesApply;
  const reading: BodyReading = skipsBody
    ? { bytes: 0 }
    : await readBodyOf(chain, options, { keep: rulesApply, captureBytes, signal: context.signal });
  response.close();
  const endMs = context.clock.monotonicMs();
  if (!skipsBody) tellBody(reading, captureBytes, context.transcript);

  const { codingFailure } = reading;
  const body = rulesApply && codingFailure === undefined ? judgeContent(reading, options, tell) : {};
  const failure =
    statusFailure ??
    headerFailure ??
    codingFailure ??
    body.textFailure ??
    body.jsonFailure ??
    reading.readFailure ??
    body.inspectedFailure ??
    judgeVersion(head, options, tell) ??
    judgeTls(isTls, options, tell);

  const [lastModified] = headerValues(head.headers, 'last-modified');
  const lastModifiedSeconds = lastModified === undefined ? undefined : parseHttpDate(lastModified);
  return {
    ...(failure === undefined ? {} : { failure }),
    transferMs: endMs - response.firstByteMs,
    observations: {
      response: {
        protocol: head.protocol,
        statusCode: head.statusCode,
        contentLength: head.contentLength,
        isTls,
        ...(lastModifiedSeconds === undefined ? {} : { lastModifiedSeconds }),
      },
      bodyBytes: reading.bytes,
      failedDueToRegex: headerFailure !== undefined || body.textFailure !== undefined,
      failedDueToCel: body.jsonFailure !== undefined,
    },
  };
}

function judgeStatusOf(
  chain: ChainEnd & { ok: true },
  options: HttpOptions,
  tell: Tell,
): Failure | undefined {
  const { head } = chain.response;
  const failure = judgeStatus(head, options, tell);
  if (failure === undefined) return undefined;
  if (head.statusCode === 407 && chain.forwardedBy !== undefined) {
    return { ...authenticationRequired(chain.forwardedBy), phase: 'response' };
  }
  return chain.tooManyRedirects ?? failure;
}

/** Expressions about the text come first, as in the reference; those about its JSON only when all is well. */
function judgeContent(
  { content, readFailure }: BodyReading,
  options: HttpRunOptions,
  tell: Tell,
): {
  readonly textFailure?: Failure | undefined;
  readonly jsonFailure?: Failure | undefined;
  readonly inspectedFailure?: Failure | undefined;
} {
  // In any case, so that what it finds is kept when an expression fails the run.
  const inspectedFailure = content === undefined ? undefined : options.inspectBody?.(content);
  if (hasTextRules(options)) {
    const textFailure = content === undefined ? readFailure : judgeBody(content, options, tell);
    if (textFailure !== undefined) return { textFailure };
  }
  if (!hasJsonRules(options)) return { inspectedFailure };
  const jsonFailure = content === undefined ? readFailure : judgeJson(content, options.jsonRules);
  if (content !== undefined) tellJson(options.jsonRules, jsonFailure, tell);
  return { jsonFailure, inspectedFailure };
}

async function readBodyOf(
  chain: ChainEnd & { ok: true },
  options: HttpOptions,
  plan: Pick<BodyPlan, 'keep' | 'captureBytes' | 'signal'>,
): Promise<BodyReading> {
  const { readBody } = loadedHttpParts() ?? (await loadHttpParts());
  const { compression, bodySizeLimitBytes } = options;
  return await readBody(chain.response.body, { compression, limitBytes: bodySizeLimitBytes, ...plan });
}

function tellBody(
  { bytes, captured, codingFailure, readFailure }: BodyReading,
  limitBytes: number,
  transcript: Transcript,
): void {
  const problem = (codingFailure ?? readFailure)?.detail;
  transcript.record('http.body_read', { bytes, ...(problem === undefined ? {} : { problem }) });
  if (captured === undefined) return;
  const body = captured.toString('utf8');
  transcript.record('http.body_captured', { body, limit_bytes: limitBytes, truncated: bytes > limitBytes });
}

function tellJson(
  { failIfMatches, failIfNotMatches }: CelRules,
  failure: Failure | undefined,
  tell: Tell,
): void {
  const seen = failure === undefined ? 'as expected' : failure.detail;
  const isMet = failure === undefined;
  if (failIfMatches !== undefined) {
    tell({ demand: 'fail_if_body_json_matches_cel', expected: `not ${failIfMatches.source}`, seen }, isMet);
  }
  if (failIfNotMatches !== undefined) {
    tell({ demand: 'fail_if_body_json_not_matches_cel', expected: failIfNotMatches.source, seen }, isMet);
  }
}
