import { testGolden } from './golden.ts';
import { unixTables } from './tables/unix.ts';

testGolden(unixTables);
