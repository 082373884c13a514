/** Verdicts about the answer: the way there is open, and what comes back is not what the probe wants. */
import type { Evidence } from '../evidence.ts';
import { failedFor } from './facts.ts';
import type { Rule } from './rule.ts';
import { place, span } from './words.ts';

/** A rule for a run of an HTTP prober whose final status is not one that the module accepts. */
function whenStatus(
  isOne: (status: number) => boolean,
  sentence: (status: number) => string,
): (evidence: Evidence) => string | undefined {
  return ({ run }) => {
    const { statusCode } = run;
    const hasFailed = failedFor(run, ['assert.status', 'websocket.refused']) && statusCode !== undefined;
    return hasFailed && isOne(statusCode) ? sentence(statusCode) : undefined;
  };
}

function because(run: Evidence['run'], sentence: string): string {
  return `${sentence}: ${run.failure?.detail ?? ''}`;
}

export const redirectRules: readonly Rule[] = [
  {
    code: 'proxy_fails',
    blame: 'network',
    judge: ({ run }) =>
      run.failure?.reason.startsWith('proxy.') === true
        ? because(run, 'the proxy in between fails, and the target was not asked')
        : undefined,
  },
  {
    code: 'redirect_target_fails',
    blame: 'target',
    judge: ({ run, http }) => {
      const first = http?.unfollowed;
      const phase = run.failure?.phase;
      const hasNoAnswer = phase === 'resolve' || phase === 'connect' || phase === 'tls';
      const isRedirect = first?.ok === true && (first.redirects ?? 0) > 0;
      if (!hasNoAnswer || !isRedirect || (run.redirects ?? 0) === 0) return undefined;
      return because(
        run,
        `the target redirects to ${first.location ?? 'elsewhere'}, and the probe gets no further`,
      );
    },
  },
];

const deniedAccess = whenStatus(
  (status) => status === 401 || status === 403 || status === 407,
  (status) =>
    `the target denies access with status ${status}: credentials, or an address that it does not let in`,
);

export const answerRules: readonly Rule[] = [
  {
    code: 'too_slow',
    blame: 'target',
    judge: ({ run, patient }) =>
      patient?.ok === true && !run.ok
        ? `the target needs ${span(patient.durationMs)}, and the module waits ${span(run.timeoutMs)}`
        : undefined,
  },
  {
    code: 'redirect_loop',
    blame: 'target',
    judge: ({ run }) =>
      failedFor(run, ['http.response.redirect_loop'])
        ? because(run, `the target redirects in a circle, last to ${run.location ?? 'an unknown place'}`)
        : undefined,
  },
  {
    code: 'redirect_invalid',
    blame: 'target',
    judge: ({ run }) =>
      failedFor(run, ['http.response.invalid_redirect'])
        ? because(run, 'the target redirects to what cannot be followed')
        : undefined,
  },
  {
    code: 'method_matters',
    blame: 'target',
    judge: ({ run, http, subject }) => {
      const other = http?.otherMethod;
      if (!subject.isHttp || other?.finding.ok !== true) return undefined;
      if (!failedFor(run, ['assert.status', 'tcp.reset', 'tcp.closed', 'http.response.timed_out']))
        return undefined;
      // The module's own method has to fail each time, or it is something that comes and goes.
      const again = http?.unfollowed;
      const isSame =
        run.statusCode === undefined ? again?.ok === false : again?.statusCode === run.statusCode;
      if (!isSame) return undefined;
      return because(
        run,
        `${other.method} is answered with status ${other.finding.statusCode ?? ''}, and only the module's method fails`,
      );
    },
  },
  {
    code: 'access_denied',
    blame: 'target',
    judge: (evidence) =>
      failedFor(evidence.run, ['auth.token_failed', 'auth.token_timed_out'])
        ? because(evidence.run, 'no token was given to this probe')
        : deniedAccess(evidence),
  },
  {
    code: 'rate_limited',
    blame: 'target',
    judge: whenStatus(
      (status) => status === 429,
      () => 'the target answers with status 429: this vantage asks too often',
    ),
  },
  {
    code: 'server_error',
    blame: 'target',
    judge: whenStatus(
      (status) => status >= 500,
      (status) => `the target answers, with the server error ${status}`,
    ),
  },
  {
    code: 'client_error',
    blame: 'target',
    judge: whenStatus(
      (status) => status >= 400,
      (status) => `the target answers with status ${status}: the path or the request is not what it expects`,
    ),
  },
  {
    code: 'connected_but_silent',
    blame: 'target',
    judge: ({ run, subject }) =>
      failedFor(run, ['http.response.timed_out', 'dialogue.timed_out', 'dns.timed_out']) &&
      subject.transport !== 'udp'
        ? `${place(run.ip ?? subject.host ?? '', subject.port)} accepts the connection and says nothing within ${span(run.timeoutMs)}`
        : undefined,
  },
  {
    code: 'closed_without_answer',
    blame: 'target',
    judge: ({ run }) =>
      failedFor(run, ['tcp.reset', 'tcp.closed', 'dialogue.closed'])
        ? because(run, 'the target takes the connection and closes it without an answer')
        : undefined,
  },
  {
    code: 'answer_cut_short',
    blame: 'target',
    judge: ({ run }) =>
      failedFor(run, ['http.response.incomplete']) ? because(run, 'the answer ends too early') : undefined,
  },
  {
    code: 'protocol_unexpected',
    blame: 'target',
    judge: ({ run }) =>
      /protocol\.error$|^dialogue\.|^http\.|^websocket\.|^grpc\.|^dns\.(?:malformed|mismatched|too_large)|^statuspage\./u.test(
        run.failure?.reason ?? '',
      )
        ? because(run, 'the target answers with what the probe cannot read')
        : undefined,
  },
  {
    code: 'packets_lost',
    blame: 'network',
    judge: ({ run }) =>
      failedFor(run, ['assert.loss']) ? because(run, 'packets get lost on the way') : undefined,
  },
  {
    code: 'socket_unusable',
    blame: 'target',
    judge: ({ run }) =>
      run.failure?.reason.startsWith('unix.') === true ? because(run, 'nobody serves the socket') : undefined,
  },
  {
    code: 'answer_unexpected',
    blame: 'target',
    judge: ({ run }) =>
      run.failure?.phase === 'assertion'
        ? because(run, 'the target answers, and not as the module demands')
        : undefined,
  },
  {
    code: 'unexplained',
    blame: 'nobody',
    judge: ({ run }) =>
      failedFor(run, ['local.aborted'])
        ? 'the diagnosis was ended before the probe was over'
        : because(run, `the probe fails with ${run.failure?.reason ?? ''}, and no experiment says why`),
  },
];
