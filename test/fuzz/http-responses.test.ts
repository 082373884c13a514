import * as fc from 'fast-check';
import { expect } from 'vitest';
import { bodyFramer } from '../../probes/http/body-framing.ts';
import { parseHttpDate } from '../../probes/http/last-modified.ts';
import { headerValues } from '../../probes/shared/http/message.ts';
import { ResponseHeadReader } from '../../probes/shared/http/response-head.ts';
import { fuzz } from './fuzzing.ts';
import { cuts, inPortions, mutated } from './mutation.ts';
import { recordedHttpResponses } from './recordings.ts';

/** What a response came to, however it was delivered. */
interface Received {
  readonly head: object;
  readonly ending: string;
  readonly body: string;
}

function receive(portions: readonly Buffer[]): Received {
  const reader = new ResponseHeadReader('GET');
  let framer: ReturnType<typeof bodyFramer> | undefined;
  let head: object = {};
  let body = Buffer.alloc(0);
  for (const portion of portions) {
    let bytes = portion;
    if (framer === undefined) {
      const progress = reader.push(portion);
      if (progress.kind === 'incomplete') continue;
      if (progress.kind === 'refused') return { head: progress.failure, ending: 'refused', body: '' };
      head = progress.head;
      for (const date of headerValues(progress.head.headers, 'last-modified')) parseHttpDate(date);
      framer = bodyFramer(progress.framing);
      bytes = progress.rest;
    }
    const framed = framer.push(bytes);
    body = Buffer.concat([body, ...framed.body]);
    if (framed.kind !== 'more') return { head, ending: framed.kind, body: body.toString('latin1') };
  }
  const ending = framer === undefined ? 'no head' : framer.endsWithConnection ? 'may end' : 'incomplete';
  return { head, ending, body: body.toString('latin1') };
}

fuzz(
  'HTTP responses',
  fc.property(mutated(recordedHttpResponses), cuts, (bytes, where) => {
    const whole = receive([bytes]);
    // How the network cuts a response must not change what it says.
    expect(receive(inPortions(bytes, where))).toEqual(whole);
    expect(whole.body.length).toBeLessThanOrEqual(bytes.length);
  }),
);
