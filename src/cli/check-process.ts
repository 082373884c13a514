/**
 * A process of its own that says what is wrong with the configuration on its standard input: see check-apart.ts.
 * Its one argument is the name of the file.
 */
import { buffer } from 'node:stream/consumers';
import { probers } from '../../probes/registry.ts';
import { parseConfig } from '../config/load.ts';

const [, , fileName = ''] = process.argv;
const result = parseConfig({ text: await buffer(process.stdin), fileName }, probers);
process.send?.(result.ok ? [] : result.issues, undefined, undefined, () => process.disconnect());
