import { testGolden } from './golden.ts';
import { addresses } from './tables/addresses.ts';

testGolden(addresses);
