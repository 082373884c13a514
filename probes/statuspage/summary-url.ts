/** Where a page of Atlassian Statuspage, and of what is compatible with it, has its summary. */
const summaryPath = '/api/v2/summary.json';

/**
 * The URL of a page's summary: what is no `http://` URL is taken for one with `https://`, and `/api/v2/summary.json`
 * is put behind every path that does not end in `.json` itself. Says nothing of whether that is a URL at all.
 */
export function summaryUrl(target: string): string {
  const url = /^https?:\/\//iu.test(target) ? target : `https://${target}`;
  const [page = ''] = url.split(/[?#]/u, 1);
  if (/\.json$/iu.test(page)) return url;
  return `${page.replace(/\/$/u, '')}${summaryPath}${url.slice(page.length)}`;
}
