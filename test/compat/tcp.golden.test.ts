import { testGolden } from './golden.ts';
import { tcp } from './tables/tcp.ts';

testGolden(tcp);
