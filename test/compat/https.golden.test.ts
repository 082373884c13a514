import { testGolden } from './golden.ts';
import { https } from './tables/https.ts';

testGolden(https);
