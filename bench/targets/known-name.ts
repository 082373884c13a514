/** The only name that the name server of the benchmark knows. */
export const knownName = 'host.bench.test';
