import type { Scalar as YamlScalar } from 'yaml';
import { textFromBytes } from '../../probes/shared/schema/byte-string.ts';
import { plainKind } from '../../probes/shared/schema/plain-scalar.ts';
import { Scalar } from '../../probes/shared/schema/scalar.ts';

export type ScalarReading =
  | { readonly ok: true; readonly value: Scalar | null }
  | { readonly ok: false; readonly problem: string };

const standardTag = 'tag:yaml.org,2002:';
const base64 = /^(?:[A-Za-z0-9+/]{4})*(?:[A-Za-z0-9+/]{2}==|[A-Za-z0-9+/]{3}=)?$/;
const date =
  /^\d{4}-\d\d?-\d\d?(?:(?:[Tt]|[ \t]+)\d\d?:\d\d:\d\d(?:\.\d*)?[ \t]*(?:Z|[-+]\d\d?(?::\d\d)?)?)?$/;

/** Reads a scalar by its text and tag, as Go's YAML library does; a tag of the user's own makes it a text. */
export function readScalar(node: YamlScalar<string>): ScalarReading {
  const text = node.value;
  const quoted = node.type !== undefined && node.type !== 'PLAIN';
  const { tag } = node;
  if (tag === undefined || tag === '!') {
    return !quoted && plainKind(text) === 'null' ? accept(null) : accept(new Scalar(text, !quoted));
  }
  if (!tag.startsWith(standardTag)) return accept(new Scalar(text, false));
  switch (tag.slice(standardTag.length)) {
    case 'binary':
      return readBinary(text);
    case 'null':
      return plainKind(text) === 'null' ? accept(null) : mismatch(text, 'null');
    case 'bool':
      return plainKind(text) === 'bool' ? accept(new Scalar(text, true)) : mismatch(text, 'bool');
    case 'int':
      return plainKind(text) === 'int' ? accept(new Scalar(text, true)) : mismatch(text, 'int');
    case 'float':
      return ['int', 'float'].includes(plainKind(text))
        ? accept(new Scalar(text, true))
        : mismatch(text, 'float');
    case 'timestamp':
      return date.test(text) ? accept(new Scalar(text, false)) : mismatch(text, 'timestamp');
    default:
      return accept(new Scalar(text, false));
  }
}

function readBinary(text: string): ScalarReading {
  const compact = text.replace(/[\r\n]/g, '');
  if (!base64.test(compact)) return { ok: false, problem: 'is tagged !!binary, but is not valid base64' };
  return accept(new Scalar(textFromBytes(Buffer.from(compact, 'base64')), false));
}

function accept(value: Scalar | null): ScalarReading {
  return { ok: true, value };
}

function mismatch(text: string, tag: string): ScalarReading {
  return { ok: false, problem: `is tagged !!${tag}, but ${JSON.stringify(text)} is none` };
}
