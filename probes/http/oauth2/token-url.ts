import { type GoUrl, parseUrl } from '../../shared/http/url.ts';

/** The URL of a token endpoint; undefined when it is none of HTTP. */
export function parseTokenUrl(text: string): GoUrl | undefined {
  const parsed = parseUrl(text);
  if (!parsed.ok || parsed.url.host === '') return undefined;
  return ['http', 'https'].includes(parsed.url.scheme) ? parsed.url : undefined;
}
