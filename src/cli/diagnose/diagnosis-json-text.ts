import type { Diagnosis } from '../../diagnosis/diagnose.ts';
import { diagnosisJson } from '../../diagnosis/json.ts';
import { harmlessJson } from '../../harmless-json.ts';

/** A diagnosis as one JSON object on one line, ending in a line break. */
export function diagnosisText(diagnosis: Diagnosis): string {
  return `${harmlessJson(diagnosisJson(diagnosis))}\n`;
}
