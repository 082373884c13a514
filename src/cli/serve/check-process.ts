/**
 * A process of its own that says what is wrong with the configuration on its standard input: see check-apart.ts.
 * Its arguments are the name of the file, and `alone` when there are no others.
 */
import { buffer } from 'node:stream/consumers';
import { probers } from '../../../probes/registry.ts';
import { mistakesOf } from '../../config/load.ts';
import { resolveReferences } from '../../config/secret-references.ts';
import { decodeSource } from '../../config/source-text.ts';

const [, , fileName = '', company] = process.argv;
const text = await buffer(process.stdin);
const references = await resolveReferences(decodeSource(text).text);
const source = { text, fileName, references };
const issues = mistakesOf(source, { probers, isAlone: company === 'alone' });
process.send?.(issues, undefined, undefined, () => process.disconnect());
