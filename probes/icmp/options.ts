import type { z } from 'zod';
import { type AddressOptions, addressKeys, addressOptions } from '../shared/address-options.ts';
import { block, blockOrDefaults } from '../shared/schema/block.ts';
import { goBool, goDurationMs, goInt, goString, orDefault, scalar } from '../shared/schema/values.ts';
import { advised } from '../shared/schema/written-block.ts';
import { warnOfMistakes } from './option-warnings.ts';

/** The block `icmp` of a module. */
export interface IcmpOptions extends AddressOptions {
  /** The address to send from, judged by the probe; "" leaves it to the system. */
  readonly sourceIpAddress: string;
  /** 0 is the text of 28 bytes; a negative size loads, as in the reference, and fails the probe. */
  readonly payloadSizeBytes: number;
  /** Whether routers must not fragment the request; of IPv4 only. */
  readonly dontFragment: boolean;
  /** The TTL or hop limit of the request; 0 leaves it to the system. */
  readonly ttl: number;
  /** How many requests a run sends. Not in the reference, nor are the two that follow. */
  readonly count: number;
  /** Between two requests of a run. */
  readonly intervalMs: number;
  /** The part of the requests, from 0 to below 1, that may stay unanswered in a run that succeeds. */
  readonly maxLoss: number;
}

/** The most requests of one run: past it, a run is a load test. */
const maxCount = 1000;

const timeToLive = goInt.transform((value, context) => {
  if (value >= 0 && value <= 255) return value;
  context.issues.push({ code: 'custom', message: `must be from 0 to 255, not ${value}`, input: value });
  return value;
});

const packetCount = goInt.transform((value, context) => {
  if (value >= 1 && value <= maxCount) return value;
  context.issues.push({
    code: 'custom',
    message: `must be from 1 to ${maxCount}, not ${value}`,
    input: value,
  });
  return value;
});

const packetInterval = goDurationMs.transform((value, context) => {
  if (value >= 1) return value;
  context.issues.push({ code: 'custom', message: 'must be 1ms or more', input: value });
  return value;
});

const lossRatio = scalar(
  'a ratio such as 0.2',
  ({ text }, refuse) => {
    const ratio = /^\d*\.?\d+$/u.test(text) ? Number(text) : Number.NaN;
    return ratio >= 0 && ratio < 1 ? ratio : refuse(`must be a ratio from 0 to below 1, not "${text}"`);
  },
  { kind: 'number' },
);

/** Reads the block `icmp`; left out or null, it holds the defaults. */
export const icmpOptions: z.ZodType<IcmpOptions> = advised(
  blockOrDefaults(
    block({
      ...addressKeys,
      source_ip_address: orDefault(goString, ''),
      payload_size: orDefault(goInt, 0),
      dont_fragment: orDefault(goBool, false),
      ttl: orDefault(timeToLive, 64),
      count: orDefault(packetCount, 1),
      interval: orDefault(packetInterval, 200),
      max_loss: orDefault(lossRatio, 0),
    }).transform(
      (keys): IcmpOptions => ({
        ...addressOptions(keys),
        sourceIpAddress: keys.source_ip_address,
        payloadSizeBytes: keys.payload_size,
        dontFragment: keys.dont_fragment,
        ttl: keys.ttl,
        count: keys.count,
        intervalMs: keys.interval,
        maxLoss: keys.max_loss,
      }),
    ),
  ),
  warnOfMistakes,
);
