import type { z } from 'zod';
import { dialogue } from '../shared/dialogue-options.ts';
import type { DialogueRunOptions } from '../shared/dialogue-run.ts';
import { block, blockOrDefaults } from '../shared/schema/block.ts';
import { goBool, orDefault } from '../shared/schema/values.ts';
import { advised } from '../shared/schema/written-block.ts';
import { tlsOptions } from '../shared/tls/options.ts';
import { warnOfMistakes } from './option-warnings.ts';

/** Reads the block `unix`; left out or null, it holds the defaults. */
export const unixOptions: z.ZodType<DialogueRunOptions> = advised(
  blockOrDefaults(
    block({
      query_response: dialogue,
      tls: orDefault(goBool, false),
      tls_config: tlsOptions,
      check_revoked: orDefault(goBool, false),
    }).transform(
      (keys): DialogueRunOptions => ({
        queryResponse: keys.query_response,
        tls: keys.tls,
        tlsOptions: keys.tls_config,
        checkRevoked: keys.check_revoked,
      }),
    ),
  ),
  warnOfMistakes,
);
