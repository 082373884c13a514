import type { Override } from '../contract.ts';
import { familyOverride } from '../shared/family-override.ts';
import { isFieldName } from '../shared/http/message.ts';
import type { HttpOptions } from './options.ts';

/** What a request may replace of the block `http`. */
export const httpOverrides: ReadonlyMap<string, Override<HttpOptions>> = new Map([
  [
    'method',
    {
      in: (options: HttpOptions, method: string) =>
        isFieldName(method)
          ? ({ ok: true, options: { ...options, method } } as const)
          : ({ ok: false, problem: 'must be an HTTP method such as GET' } as const),
    },
  ],
  familyOverride<HttpOptions>(),
]);
