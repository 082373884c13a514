import { Secret } from '../../secret.ts';
import { optional, scalar } from './values.ts';

/** The name of a file that is read for each probe. It need not be there when the configuration loads. */
export const filePath = scalar('a text', ({ text }) => text);

/** An optional {@link filePath} for which "" is the same as nothing. */
export const filePathOrNothing = optional(filePath.transform((text) => (text === '' ? undefined : text)));

/** A text written in the configuration, in a file that is read for each probe, or in a secret store. */
export type TextSource =
  | { readonly kind: 'inline'; readonly text: string }
  | { readonly kind: 'file'; readonly path: string }
  /** A name in a secret store. None can be configured: every probe that needs it fails. */
  | { readonly kind: 'ref'; readonly name: string };

/** A {@link TextSource} whose text is secret. */
export type SecretSource =
  | { readonly kind: 'inline'; readonly text: Secret }
  | { readonly kind: 'file'; readonly path: string }
  | { readonly kind: 'ref'; readonly name: string };

/** What to say of a key that names a secret in a store. */
export const noSecretStore = 'fails every probe that needs it: there is no secret store to look it up in';

/** The values of the keys `x`, `x_file` and `x_ref`, of which one at most is set. */
interface SourceKeys<Text> {
  readonly inline: Text | undefined;
  readonly file: string | undefined;
  readonly ref?: string | undefined;
}

/** The source that the keys give, or `undefined` when none is set. */
export function optionalTextSource(keys: SourceKeys<string>): TextSource | undefined {
  return keys.inline === undefined ? elsewhere(keys) : { kind: 'inline', text: keys.inline };
}

/** The source that the keys give, or `undefined` when none is set. */
export function optionalSecretSource(keys: SourceKeys<Secret>): SecretSource | undefined {
  return keys.inline === undefined ? elsewhere(keys) : { kind: 'inline', text: keys.inline };
}

/** The source that the keys give, or the empty text when none is set. */
export function textSource(keys: SourceKeys<string>): TextSource {
  return optionalTextSource(keys) ?? { kind: 'inline', text: '' };
}

/** The source that the keys give, or the empty text when none is set. */
export function secretSource(keys: SourceKeys<Secret>): SecretSource {
  return optionalSecretSource(keys) ?? { kind: 'inline', text: new Secret('') };
}

function elsewhere({ file, ref }: SourceKeys<unknown>) {
  if (file !== undefined) return { kind: 'file', path: file } as const;
  return ref === undefined ? undefined : ({ kind: 'ref', name: ref } as const);
}
