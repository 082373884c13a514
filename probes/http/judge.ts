/** Reads the final response and holds it against what the module demands. */
import type { ProbeContext } from '../contract.ts';
import type { Failure } from '../failure.ts';
import { headerValues } from '../shared/http/message.ts';
import type { BodyReading } from './body.ts';
import { judgeJson } from './cel/judge-json.ts';
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
  const { head } = response;
  const statusFailure = judgeStatusOf(chain, options);
  const headerFailure = statusFailure === undefined ? judgeHeaders(head.headers, options) : undefined;
  const isSoundSoFar = statusFailure === undefined && headerFailure === undefined;
  const isWanted = hasTextRules(options) || hasJsonRules(options) || options.inspectBody !== undefined;
  const rulesApply = isSoundSoFar && isWanted;

  // The reference closes the body of a redirect that it does not follow; here rules may still look at it.
  const skipsBody = chain.redirectRefused && !rulesApply;
  const reading: BodyReading = skipsBody ? { bytes: 0 } : await readBodyOf(chain, options, rulesApply);
  response.close();
  const endMs = context.clock.monotonicMs();

  const { codingFailure } = reading;
  const body = rulesApply && codingFailure === undefined ? judgeContent(reading, options) : {};
  const failure =
    statusFailure ??
    headerFailure ??
    codingFailure ??
    body.textFailure ??
    body.jsonFailure ??
    reading.readFailure ??
    body.inspectedFailure ??
    judgeVersion(head, options) ??
    judgeTls(isTls, options);

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

function judgeStatusOf(chain: ChainEnd & { ok: true }, options: HttpOptions): Failure | undefined {
  const { head } = chain.response;
  const failure = judgeStatus(head, options);
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
): {
  readonly textFailure?: Failure | undefined;
  readonly jsonFailure?: Failure | undefined;
  readonly inspectedFailure?: Failure | undefined;
} {
  // In any case, so that what it finds is kept when an expression fails the run.
  const inspectedFailure = content === undefined ? undefined : options.inspectBody?.(content);
  if (hasTextRules(options)) {
    const textFailure = content === undefined ? readFailure : judgeBody(content, options);
    if (textFailure !== undefined) return { textFailure };
  }
  if (!hasJsonRules(options)) return { inspectedFailure };
  const jsonFailure = content === undefined ? readFailure : judgeJson(content, options.jsonRules);
  return { jsonFailure, inspectedFailure };
}

async function readBodyOf(
  chain: ChainEnd & { ok: true },
  options: HttpOptions,
  keep: boolean,
): Promise<BodyReading> {
  const { readBody } = loadedHttpParts() ?? (await loadHttpParts());
  const { compression, bodySizeLimitBytes } = options;
  return await readBody(chain.response.body, { compression, limitBytes: bodySizeLimitBytes, keep });
}
