import type { HttpClientConfigReading } from '../../config/http-client-config.ts';

/** How to ask servers of one's own: as the file of `--http.config.file` says, or plainly when there is none. */
export async function httpClientFor(path: string | undefined): Promise<HttpClientConfigReading> {
  const { plainHttpClient, readHttpClientConfig } = await import('../../config/http-client-config.ts');
  if (path !== undefined) return readHttpClientConfig(path);
  return { ok: true, client: plainHttpClient(), warnings: [] };
}
