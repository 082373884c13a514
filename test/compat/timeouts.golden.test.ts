import { testGolden } from './golden.ts';
import { timeouts } from './tables/timeouts.ts';

testGolden(timeouts);
