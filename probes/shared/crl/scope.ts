import type { Certificate } from '../tls/certificate.ts';
import {
  booleanValue,
  contextTag,
  DerReader,
  derTag,
  elementsOf,
  malformed,
  objectIdentifierText,
} from '../tls/der.ts';
import { fullNameOf } from './distribution-points.ts';

/** Which certificates a list is about. Nothing set, it is about all that its issuer issued. */
export interface ListScope {
  /** Why the list cannot be understood, and so says nothing of any certificate: a sentence's end. */
  readonly defect?: string;
  /** The whole DER of the names of the distribution point it is for. */
  readonly names?: readonly Buffer[];
  readonly only?: 'authorities' | 'end entities';
  /** Whether it names the certificates revoked for some reasons, and passes over others. */
  readonly someReasonsOnly?: boolean;
}

/** The extensions of a list are few; a longer one is no list of ours. */
const longestExtensionsBytes = 64 * 1024;

const issuingDistributionPoint = '2.5.29.28';
const deltaIndicator = '2.5.29.27';

/** Critical or not, these change nothing: the names and key of the issuer, the number, where deltas are. */
const harmless: ReadonlySet<string> = new Set(['2.5.29.18', '2.5.29.20', '2.5.29.35', '2.5.29.46']);

/**
 * Reads the content of the `[0] crlExtensions` field (RFC 5280, section 5.2). A critical extension that is not
 * understood makes the list one that must not be used. Ends the `decode` around it when the bytes are malformed.
 */
export function readListScope(content: Buffer): ListScope {
  if (content.length > longestExtensionsBytes) malformed('more extensions than a list can have');
  const list = new DerReader(content);
  const entries = elementsOf(list.expect(derTag.sequence).content);
  list.end();
  let scope: ListScope = {};
  for (const { content: entry } of entries) {
    const extension = new DerReader(entry);
    const type = objectIdentifierText(extension.expect(derTag.objectIdentifier).content);
    const flag = extension.optional(derTag.boolean);
    const critical = flag !== undefined && booleanValue(flag.content);
    const value = extension.expect(derTag.octetString).content;
    if (type === issuingDistributionPoint) {
      scope = { ...readIssuingDistributionPoint(value), ...scope };
    } else if (type === deltaIndicator) {
      scope = { ...scope, defect: 'tells only what has changed since another one' };
    } else if (critical && !harmless.has(type)) {
      scope = { ...scope, defect: `has the critical extension ${type}, which is not understood` };
    }
  }
  return scope;
}

/** RFC 5280, section 5.2.5. */
function readIssuingDistributionPoint(value: Buffer): ListScope {
  const fields = new DerReader(new DerReader(value).expect(derTag.sequence).content);
  const point = fields.optional(contextTag(0, 'constructed'));
  const flag = (number: number): boolean => {
    const field = fields.optional(contextTag(number, 'primitive'));
    return field !== undefined && booleanValue(field.content);
  };
  const isForEndEntities = flag(1);
  const isForAuthorities = flag(2);
  const someReasons = fields.optional(contextTag(3, 'primitive'));
  const isIndirect = flag(4);
  const isForAttributes = flag(5);
  fields.end();
  return {
    ...(point === undefined ? {} : { names: fullNameOf(point).map(({ whole }) => whole) }),
    ...(isForEndEntities ? { only: 'end entities' } : isForAuthorities ? { only: 'authorities' } : {}),
    ...(someReasons === undefined ? {} : { someReasonsOnly: true }),
    ...(isIndirect ? { defect: 'speaks for other issuers than its own' } : {}),
    ...(isForAttributes ? { defect: 'is about attribute certificates' } : {}),
  };
}

/**
 * Why a list of this scope would not name `certificate` even if it were revoked (RFC 5280, section 6.3.3): a
 * sentence's end, or `undefined` when it would.
 *
 * Lists travel in plain text and are all signed with the same key. One for other certificates in the place of the
 * right one would say of any that it is not revoked.
 */
export function omission(scope: ListScope, certificate: Certificate): string | undefined {
  const { names, only, someReasonsOnly } = scope;
  const isAuthority = certificate.basicConstraints?.isCa === true;
  if (only !== undefined && isAuthority !== (only === 'authorities')) return `is only about ${only}`;
  if (someReasonsOnly === true) return 'is only about some reasons for revoking';
  const { names: wanted = [] } = certificate.crlDistribution ?? {};
  const isOfPoint = names === undefined || names.some((name) => wanted.some((other) => other.equals(name)));
  return isOfPoint ? undefined : 'is that of another distribution point';
}
