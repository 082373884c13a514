import { z } from 'zod';
import { type AddressOptions, addressKeys, addressOptions } from '../shared/address-options.ts';
import { block, rule } from '../shared/schema/block.ts';
import { Mapping } from '../shared/schema/mapping.ts';
import { Scalar } from '../shared/schema/scalar.ts';
import {
  goBool,
  goInt,
  goString,
  list,
  optional,
  orDefault,
  required,
  scalar,
  textOrNothing,
} from '../shared/schema/values.ts';
import { advised } from '../shared/schema/written-block.ts';
import { type TlsOptions, tlsOptions } from '../shared/tls/options.ts';
import { recordClasses, recordTypes } from './mnemonics.ts';
import { warnOfMistakes } from './option-warnings.ts';
import { type RecordRules, recordRules } from './record-rules-options.ts';

/** What a query says beyond the plain protocol (RFC 6891). */
export interface EdnsOptions {
  /** Asks for signatures (RFC 3225). */
  readonly dnssecOk: boolean;
  /** The longest reply over UDP that is taken. */
  readonly udpSizeBytes: number;
}

/** The block `dns` of a module. */
export interface DnsOptions extends AddressOptions {
  /** As written; `{{target}}` in it is replaced by the target. */
  readonly queryName: string;
  /** A mnemonic; "" is ANY. */
  readonly queryType: string;
  /** A mnemonic; "" is IN. */
  readonly queryClass: string;
  readonly recursionDesired: boolean;
  /** As written and judged by the probe: `udp`, `tcp` or `https`; "" is `udp`. */
  readonly transportProtocol: string;
  readonly dnsOverTls: boolean;
  readonly tlsOptions: TlsOptions;
  /** The address to ask from, judged by the probe; "" leaves it to the system. */
  readonly sourceIpAddress: string;
  /** Names, judged by the probe; an empty list allows no code at all. Left out, it is NOERROR. */
  readonly validRcodes: readonly string[];
  readonly answerRules: RecordRules;
  readonly authorityRules: RecordRules;
  readonly additionalRules: RecordRules;
  /** The servers to ask, not in the reference; empty when the target is the server. */
  readonly servers: readonly string[];
  /** The path of DNS over HTTPS; "" is `/dns-query`, and a server that is a URL has its own. Not in the reference. */
  readonly path: string;
  /** The method of DNS over HTTPS; "" is POST. Not in the reference. */
  readonly method: 'GET' | 'POST' | '';
  /** Absent: the query is one without EDNS. Not in the reference. */
  readonly edns?: EdnsOptions | undefined;
  /** Whether a reply without the AD bit is a failure. Not in the reference. */
  readonly failIfNotAuthenticated: boolean;
}

/** What the target stands for in `query_name`. */
export const targetPlaceholder = '{{target}}';

const queryType = scalar(
  'a record type',
  ({ text }, refuse) => {
    if (text === '' || recordTypes.has(text)) return text;
    return refuse(`must be a record type such as A, MX or TXT, not ${JSON.stringify(text)}`);
  },
  { kind: 'text', words: ['', ...recordTypes.keys()] },
);

const queryClass = scalar(
  'a class',
  ({ text }, refuse) => {
    if (text === '' || recordClasses.has(text)) return text;
    return refuse(`must be one of ${[...recordClasses.keys()].join(', ')}, not ${JSON.stringify(text)}`);
  },
  { kind: 'text', words: ['', ...recordClasses.keys()] },
);

const path = scalar('a path', ({ text }, refuse) => {
  if (text === '' || /^\/[!-~]*$/.test(text)) return text;
  return refuse(`must be a path that begins with a slash, not ${JSON.stringify(text)}`);
});

const method = scalar(
  'a method',
  ({ text }, refuse): DnsOptions['method'] => {
    if (text === '' || text === 'GET' || text === 'POST') return text;
    return refuse(`must be GET or POST, not ${JSON.stringify(text)}`);
  },
  { kind: 'text', words: ['', 'GET', 'POST'] },
);

const udpSize = goInt.transform((size, context) => {
  if (size >= 512 && size <= 65_535) return size;
  context.issues.push({ code: 'custom', message: 'must be between 512 and 65535', input: size });
  return size;
});

const edns = block({
  dnssec_ok: orDefault(goBool, false),
  udp_size: orDefault(udpSize, 1232),
}).transform((keys): EdnsOptions => ({ dnssecOk: keys.dnssec_ok, udpSizeBytes: keys.udp_size }));

const servers = list(goString).transform((names, context) => {
  if (names.length === 0 || new Set(names).size < names.length) {
    context.issues.push({ code: 'custom', message: 'must name servers, each of them once', input: names });
  }
  return names;
});

const dnsBlock = block({
  ...addressKeys,
  dns_over_tls: orDefault(goBool, false),
  tls_config: tlsOptions,
  source_ip_address: orDefault(goString, ''),
  transport_protocol: orDefault(goString, ''),
  query_class: orDefault(queryClass, ''),
  query_name: required(textOrNothing, 'is missing: the name to ask for'),
  query_type: orDefault(queryType, ''),
  recursion_desired: orDefault(goBool, true),
  valid_rcodes: orDefault(list(goString), ['NOERROR']),
  validate_answer_rrs: recordRules,
  validate_authority_rrs: recordRules,
  validate_additional_rrs: recordRules,
  server: textOrNothing,
  servers: optional(servers),
  path: orDefault(path, ''),
  method: orDefault(method, ''),
  edns: optional(edns),
  fail_if_not_authenticated: orDefault(goBool, false),
})
  .check(
    rule(['server', 'servers'], (keys) =>
      keys.server !== undefined && keys.servers !== undefined
        ? 'server and servers exclude each other'
        : undefined,
    ),
    rule(['query_name', 'server', 'servers'], (keys) => {
      const isTemplate = keys.query_name.includes(targetPlaceholder);
      const hasServer = keys.server !== undefined || keys.servers !== undefined;
      if (isTemplate === hasServer) return undefined;
      return isTemplate
        ? `${targetPlaceholder} needs server or servers: without them the target is the server to ask`
        : `a server needs ${targetPlaceholder} in query_name: else the target would mean nothing`;
    }),
  )
  .transform(
    (keys): DnsOptions => ({
      ...addressOptions(keys),
      queryName: keys.query_name,
      queryType: keys.query_type,
      queryClass: keys.query_class,
      recursionDesired: keys.recursion_desired,
      transportProtocol: keys.transport_protocol,
      dnsOverTls: keys.dns_over_tls,
      tlsOptions: keys.tls_config,
      sourceIpAddress: keys.source_ip_address,
      validRcodes: keys.valid_rcodes,
      answerRules: keys.validate_answer_rrs,
      authorityRules: keys.validate_authority_rrs,
      additionalRules: keys.validate_additional_rrs,
      servers: keys.servers ?? (keys.server === undefined ? [] : [keys.server]),
      path: keys.path,
      method: keys.method,
      edns: keys.edns,
      failIfNotAuthenticated: keys.fail_if_not_authenticated,
    }),
  );

/** The block of a module that has none: the root name, any type, over UDP. */
const absentBlock = new Mapping(new Map([['query_name', new Scalar('.', false)]]), () => {});

/** Reads the block `dns`; only one that is left out may go without `query_name`. */
export const dnsOptions: z.ZodType<DnsOptions> = z.preprocess(
  (input) => input ?? absentBlock,
  advised(dnsBlock, warnOfMistakes),
);
