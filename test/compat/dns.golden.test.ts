import { testGolden } from './golden.ts';
import { dns } from './tables/dns.ts';

testGolden(dns);
