import type { PageEncoder, PageFamily } from '../../src/metrics/page.ts';
import { renderPage } from '../../src/metrics/page.ts';
import { textPage } from '../../src/metrics/text-page.ts';

/** The whole page, in text 0.0.4 unless `encoder` writes another format. */
export async function pageText(
  families: readonly PageFamily[],
  encoder: PageEncoder = textPage({ format: 'text', escaping: 'underscores' }),
): Promise<string> {
  return (await pageBytes(families, encoder)).toString('utf8');
}

export async function pageBytes(families: readonly PageFamily[], encoder: PageEncoder): Promise<Buffer> {
  const chunks: Uint8Array[] = [];
  for await (const chunk of renderPage(families, encoder)) chunks.push(chunk);
  return Buffer.concat(chunks);
}
