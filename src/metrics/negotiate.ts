import type { NameEscaping } from './label-names.ts';

/** One element of an `Accept` or `Accept-Encoding` header. */
interface Clause {
  readonly value: string;
  readonly q: number;
  readonly parameters: ReadonlyMap<string, string>;
}

/** The formats that a page of metrics may have. */
export type PageFormat = 'text' | 'protobuf' | 'openmetrics';

/** Those that blackbox_exporter speaks: no OpenMetrics anywhere. */
export const referenceFormats = ['text', 'protobuf'] as const;

/** All of them, for pages that the reference does not have. */
export const allFormats = ['text', 'protobuf', 'openmetrics'] as const;

/** The form in which a metrics page is sent. */
export interface PageForm<Format extends PageFormat = PageFormat> {
  readonly format: Format;
  readonly escaping: NameEscaping;
  readonly gzip: boolean;
  readonly contentType: string;
}

/** What a client says it takes. */
export interface AcceptHeaders {
  readonly accept: string;
  readonly acceptEncoding: string;
}

/** The form a client may be sent: of the formats spoken here the one that it prefers, text when it names none. */
export function negotiate<Format extends PageFormat>(
  { accept, acceptEncoding }: AcceptHeaders,
  formats: readonly Format[],
): PageForm<Format | 'text'> {
  const { format, escaping } = formatFor(accept, formats);
  return {
    format,
    escaping,
    gzip: wantsGzip(acceptEncoding),
    contentType: `${contentTypes[format]}; escaping=${escaping}`,
  };
}

const protobufType = 'application/vnd.google.protobuf';
const protobufMessage = 'io.prometheus.client.MetricFamily';
const openMetricsType = 'application/openmetrics-text';

const contentTypes: Readonly<Record<PageFormat, string>> = {
  text: 'text/plain; version=0.0.4; charset=utf-8',
  protobuf: `${protobufType}; proto=${protobufMessage}; encoding=delimited`,
  openmetrics: `${openMetricsType}; version=1.0.0; charset=utf-8`,
};

/**
 * The first format by descending q that is spoken here, text when there is none, with the last `escaping` seen
 * on the way to it.
 */
function formatFor<Format extends PageFormat>(
  accept: string,
  formats: readonly Format[],
): Pick<PageForm<Format | 'text'>, 'format' | 'escaping'> {
  let escaping: NameEscaping = 'underscores';
  for (const clause of clauses(accept)) {
    const asked = clause.parameters.get('escaping');
    if (asked === 'allow-utf-8' || asked === 'underscores') escaping = asked;
    const format = formats.find((each) => isAskedFor[each](clause));
    if (format !== undefined) return { format, escaping };
  }
  return { format: 'text', escaping };
}

const isAskedFor: Readonly<Record<PageFormat, (clause: Clause) => boolean>> = {
  text: ({ value, parameters }) =>
    value === 'text/plain' && ['', '0.0.4'].includes(parameters.get('version') ?? ''),
  protobuf: ({ value, parameters }) =>
    value === protobufType &&
    parameters.get('proto') === protobufMessage &&
    parameters.get('encoding') === 'delimited',
  // Without a version any will do; 0.0.1 is asked for by those who do not know 1.0.0.
  openmetrics: ({ value, parameters }) =>
    value === openMetricsType && ['', '1.0.0'].includes(parameters.get('version') ?? ''),
};

/** RFC 9110, section 12.5.3: gzip only where the client prefers it to the plain page; q=0 refuses it. */
function wantsGzip(acceptEncoding: string): boolean {
  const list = clauses(acceptEncoding);
  const qOf = (coding: string): number | undefined => list.find(({ value }) => value === coding)?.q;
  const gzip = qOf('gzip') ?? 0;
  const plain = qOf('identity') ?? qOf('*') ?? 0;
  return gzip > plain;
}

/** The elements of the header by descending q; among equals the first one first. */
function clauses(header: string): readonly Clause[] {
  return header
    .split(',')
    .map(parseClause)
    .sort((a, b) => b.q - a.q);
}

function parseClause(text: string): Clause {
  const [value = '', ...rest] = text.split(';');
  const parameters = new Map<string, string>();
  for (const parameter of rest) {
    const at = parameter.indexOf('=');
    if (at < 0) continue;
    const name = parameter.slice(0, at).trim().toLowerCase();
    parameters.set(
      name,
      parameter
        .slice(at + 1)
        .trim()
        .replaceAll('"', ''),
    );
  }
  const q = Number(parameters.get('q') ?? 1);
  return { value: value.trim().toLowerCase(), q: Number.isNaN(q) ? 0 : q, parameters };
}
