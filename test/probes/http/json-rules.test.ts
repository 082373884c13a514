/** CEL expressions in a run, beside the other rules. */
import { describe, expect, test } from 'vitest';
import { httpProber } from '../../../probes/http/prober.ts';
import { testContext } from '../../helpers/context.ts';
import { httpOptionsOf } from '../../helpers/http-options.ts';
import { reply, response, startHttpServer } from '../../helpers/http-server.ts';

/** The verdict of a run, and the two gauges that say which kind of rule failed it. */
async function judged(answer: string, block: string) {
  await using server = await startHttpServer(reply(answer));
  using context = testContext();
  const options = httpOptionsOf(block);
  const outcome = await httpProber.probe({ text: `http://${server.authority}/` }, options, context);
  const gauge = (name: string): number | undefined =>
    httpProber.metrics(outcome, options).find((family) => family.name === name)?.samples[0]?.value;
  return {
    reason: outcome.ok ? 'ok' : outcome.failure.reason,
    regex: gauge('probe_failed_due_to_regex'),
    cel: gauge('probe_failed_due_to_cel'),
    bodyBytes: outcome.observations.bodyBytes,
  };
}

const up = response(200, '{"state":"up"}');
const isUp = `fail_if_body_json_not_matches_cel: "body.state == 'up'"`;
const isDown = `fail_if_body_json_matches_cel: "body.state == 'down'"`;

describe('a JSON rule', () => {
  test.each([
    ['that holds', up, `{${isUp}}`, { reason: 'ok', regex: 0, cel: 0 }],
    [
      'that does not hold',
      response(200, '{"state":"down"}'),
      `{${isUp}}`,
      { reason: 'assert.json', regex: 0, cel: 1 },
    ],
    ['of both kinds that holds', up, `{${isUp}, ${isDown}}`, { reason: 'ok', regex: 0, cel: 0 }],
    [
      'beside an expression about the text, both holding',
      up,
      `{${isUp}, fail_if_body_not_matches_regexp: [state]}`,
      { reason: 'ok', regex: 0, cel: 0 },
    ],
    [
      'beside an expression about the text that does not hold',
      response(200, 'text'),
      `{${isUp}, fail_if_body_not_matches_regexp: [state]}`,
      { reason: 'assert.body', regex: 1, cel: 0 },
    ],
    [
      'after a status that is wrong',
      response(500, 'text'),
      `{${isUp}}`,
      { reason: 'assert.status', regex: 0, cel: 0 },
    ],
    ['about no JSON', response(200, 'text'), `{${isUp}}`, { reason: 'assert.json', regex: 0, cel: 1 }],
    [
      'about a body that is cut short',
      'HTTP/1.1 200 OK\r\nContent-Length: 100\r\n\r\n{"state":"up"}',
      `{${isUp}}`,
      { reason: 'http.response.incomplete', regex: 0, cel: 1 },
    ],
    [
      'about a body that is too long',
      up,
      `{${isUp}, body_size_limit: 5B}`,
      { reason: 'http.response.body_too_large', regex: 0, cel: 1 },
    ],
    [
      'about a redirect that is not followed',
      response(302, '{"state":"up"}', ['Location: /']),
      `{${isUp}, follow_redirects: false, valid_status_codes: [302]}`,
      { reason: 'ok', regex: 0, cel: 0 },
    ],
  ])('%s', async (_, answer, block, verdict) => {
    expect(await judged(answer, block)).toMatchObject(verdict);
  });

  test('fills the length of the body', async () => {
    expect((await judged(up, `{${isUp}}`)).bodyBytes).toBe(14);
  });

  test('brings its gauge along, which modules without one do not have', async () => {
    expect((await judged(up, '{}')).cel).toBeUndefined();
  });
});
