/**
 * What becomes of a first failure that should have a diagnosis. `limited`: it has to wait for a later failure, because there
 * are too many at the moment or in the last minutes, or this target had one lately; `lost`: none could be made, because the
 * module is gone or the thread ended.
 */
export const diagnosisFates = ['made', 'limited', 'lost'] as const;
export type DiagnosisFate = (typeof diagnosisFates)[number];
