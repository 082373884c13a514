import { Mapping } from '../../probes/shared/schema/mapping.ts';
import { Scalar } from '../../probes/shared/schema/scalar.ts';
import { goBool } from '../../probes/shared/schema/values.ts';

/** Deprecated keys: what they say is shown under the keys that replace them. */
export const replacedKeys: ReadonlySet<string> = new Set([
  'no_follow_redirects',
  'bearer_token',
  'bearer_token_file',
]);

/** The keys of a block with the deprecated ones spelled as they should be. The block must have been accepted. */
export function currentSpelling(written: ReadonlyMap<string, unknown>): ReadonlyMap<string, unknown> {
  const current = new Map(written);
  const noFollow = goBool.safeParse(written.get('no_follow_redirects'));
  if (noFollow.success) current.set('follow_redirects', new Scalar(String(!noFollow.data), true));
  const token = setText(written.get('bearer_token'));
  const file = setText(written.get('bearer_token_file'));
  if (token !== null || file !== null) {
    const keys = new Map([
      ['credentials', token],
      ['credentials_file', file],
    ]);
    current.set('authorization', new Mapping(keys, () => {}));
  }
  return current;
}

function setText(written: unknown): Scalar | null {
  return written instanceof Scalar && written.text !== '' ? written : null;
}
