import { InvalidArgumentError } from 'commander';
import { parseResolvers } from '../../diagnosis/usual-resolvers.ts';

/** Reads `--diagnose.resolvers`. */
export function resolverList(text: string): readonly string[] {
  const list = parseResolvers(text);
  if (!('problem' in list)) return list;
  throw new InvalidArgumentError(`It is a list such as 1.1.1.1,9.9.9.9 or none: ${list.problem}`);
}
