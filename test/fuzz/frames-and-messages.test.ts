import * as fc from 'fast-check';
import { expect } from 'vitest';
import { decodeHealthCheckResponse } from '../../probes/grpc/health-messages.ts';
import { MessageAssembler } from '../../probes/grpc/message.ts';
import { FrameReader } from '../../probes/websocket/frames.ts';
import { fuzz } from './fuzzing.ts';
import { cuts, inPortions, mutated } from './mutation.ts';

const maxPayloadBytes = 1000;

/** Frames of a WebSocket server: a short text, one in two parts with a ping between, a close; and a gRPC message. */
const streams = [
  '810568656c6c6f',
  '010361626389018080036465668802 03e8',
  '827e00c8',
  '827f0000000100000000',
  '00000000020801',
  '0000000004080110ff',
]
  .map((hex) => Buffer.from(hex.replaceAll(' ', ''), 'hex'))
  .map((bytes) => Buffer.concat([bytes, Buffer.alloc(bytes[1] === 0x7e ? 200 : 0, 'x')]));

function framesOf(portions: readonly Buffer[]): readonly unknown[] {
  const reader = new FrameReader(maxPayloadBytes);
  const seen: unknown[] = [];
  for (const portion of portions) {
    reader.push(portion);
    for (let progress = reader.next(); progress.kind !== 'incomplete'; progress = reader.next()) {
      if (progress.kind !== 'frame') return [...seen, progress];
      expect(progress.frame.payload.length).toBeLessThanOrEqual(maxPayloadBytes);
      seen.push(progress.frame);
    }
  }
  return seen;
}

function messageOf(portions: readonly Buffer[]): unknown {
  const assembler = new MessageAssembler();
  for (const portion of portions) {
    const state = assembler.push(portion);
    if (state.kind === 'message') decodeHealthCheckResponse(state.bytes);
    if (state.kind !== 'incomplete' && state.kind !== 'message') return state.kind;
  }
  return assembler.state;
}

fuzz(
  'frames and messages',
  fc.property(mutated(streams), cuts, (bytes, where) => {
    const portions = inPortions(bytes, where);
    expect(framesOf(portions)).toEqual(framesOf([bytes]));
    const whole = messageOf([bytes]);
    if (typeof whole !== 'string') expect(messageOf(portions)).toEqual(whole);
  }),
);
