import type { NameEscaping } from './label-names.ts';

/** One element of an `Accept` or `Accept-Encoding` header. */
interface Clause {
  readonly value: string;
  readonly q: number;
  readonly parameters: ReadonlyMap<string, string>;
}

/** The form in which a metrics page is sent. */
export interface PageForm {
  readonly format: 'text' | 'protobuf';
  readonly escaping: NameEscaping;
  readonly gzip: boolean;
  readonly contentType: string;
}

/**
 * The form a client may be sent, from its `Accept` and `Accept-Encoding` headers: text 0.0.4, or delimited
 * protobuf for one that prefers it.
 */
export function negotiate(accept: string, acceptEncoding: string): PageForm {
  const { format, escaping } = formatFor(accept);
  return {
    format,
    escaping,
    gzip: wantsGzip(acceptEncoding),
    contentType: `${contentTypes[format]}; escaping=${escaping}`,
  };
}

const protobufType = 'application/vnd.google.protobuf';
const protobufMessage = 'io.prometheus.client.MetricFamily';

const contentTypes: Readonly<Record<PageForm['format'], string>> = {
  text: 'text/plain; version=0.0.4; charset=utf-8',
  protobuf: `${protobufType}; proto=${protobufMessage}; encoding=delimited`,
};

/**
 * The first format by descending q that is spoken here, text when there is none, with the last `escaping` seen
 * on the way to it.
 */
function formatFor(accept: string): Pick<PageForm, 'format' | 'escaping'> {
  let escaping: NameEscaping = 'underscores';
  for (const { value, parameters } of clauses(accept)) {
    const asked = parameters.get('escaping');
    if (asked === 'allow-utf-8' || asked === 'underscores') escaping = asked;
    if (
      value === protobufType &&
      parameters.get('proto') === protobufMessage &&
      parameters.get('encoding') === 'delimited'
    ) {
      return { format: 'protobuf', escaping };
    }
    const version = parameters.get('version') ?? '';
    if (value === 'text/plain' && (version === '' || version === '0.0.4')) break;
  }
  return { format: 'text', escaping };
}

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
