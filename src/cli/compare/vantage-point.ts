import { redactTarget } from '../../config/redact-text.ts';

/** A running instance that is asked. */
export interface VantagePoint {
  /** What it is called beside the others. */
  readonly name: string;
  /** Where its routes are, without a slash at the end. May hold a password: {@link shownUrl} does not. */
  readonly url: string;
}

/**
 * Reads `[NAME=]URL`; `undefined` for any other text. Without a scheme it is plain HTTP, without a name the host is its
 * name. The URL may be that of `/probe` itself.
 */
export function parseVantagePoint(text: string): VantagePoint | undefined {
  const { name, rest = '' } = /^(?:(?<name>[^=\s:/?#@]+)=)?(?<rest>\S+)$/u.exec(text)?.groups ?? {};
  const url = /^[a-z][a-z0-9+.-]*:\/\//iu.test(rest) ? rest : `http://${rest}`;
  const isUsable = /^https?:\/\/[^/?#=]+(?:\/[^?#]*)?$/iu.test(url) && URL.canParse(url);
  if (!isUsable) return undefined;
  return { name: name ?? new URL(url).host, url: url.replace(/\/+$/u, '').replace(/\/probe$/u, '') };
}

/** The URL without credentials. */
export function shownUrl({ url }: VantagePoint): string {
  return redactTarget(url);
}
