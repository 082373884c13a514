/** Reads what status pages publish under `/api/v2/summary.json`, in the form of Atlassian Statuspage. */
import { z } from 'zod';
import { quoted } from '../shared/schema/values.ts';
import {
  type ComponentStatus,
  componentStatuses,
  type IncidentStatus,
  type Indicator,
  impacts,
  incidentStatuses,
  indicators,
  type MaintenanceStatus,
  maintenanceStatuses,
} from './severity.ts';

/** One service on the page; headings that only hold others together are left out. */
export interface SummaryComponent {
  readonly name: string;
  /** The heading it stands under; "" without one. */
  readonly group: string;
  readonly status: ComponentStatus;
}

export interface SummaryIncident {
  readonly name: string;
  readonly impact: Indicator;
  readonly status: IncidentStatus;
  /** Unix seconds; absent when the page does not say. */
  readonly startedAtSeconds?: number;
}

export interface SummaryMaintenance {
  readonly name: string;
  readonly status: MaintenanceStatus;
  /** Unix seconds, planned; absent when the page does not say. */
  readonly startSeconds?: number;
}

/** A page as it describes itself. All texts are as sent. */
export interface Summary {
  readonly name: string;
  /** Unix seconds; absent when the page does not say. */
  readonly updatedAtSeconds?: number;
  readonly indicator: Indicator;
  readonly description: string;
  readonly components: readonly SummaryComponent[];
  /** Those that are not over. */
  readonly incidents: readonly SummaryIncident[];
  /** Those that are not over. */
  readonly maintenances: readonly SummaryMaintenance[];
}

export type ParsedSummary =
  | { readonly ok: true; readonly summary: Summary }
  /** `problem` continues the sentence "the body is no status page: ". */
  | { readonly ok: false; readonly problem: string };

const text = z.string();

/** A moment as Unix seconds; anything that is no moment counts as not said. */
const moment = z
  .string()
  .nullish()
  .transform((written) => {
    const ms =
      written !== null && written !== undefined && /^\d{4}-\d\d-\d\dT/u.test(written)
        ? Date.parse(written)
        : Number.NaN;
    return Number.isFinite(ms) ? ms / 1000 : undefined;
  });

/** More of a kind than any page has: a longer list is not gone through. */
const maxElements = 5000;

function listOf<Element>(element: z.ZodType<Element>): z.ZodType<readonly Element[]> {
  return z
    .array(z.unknown())
    .max(maxElements, { error: `has more than ${maxElements} elements` })
    .pipe(z.array(element))
    .nullish()
    .transform((elements) => elements ?? []);
}

function word<Word extends string>(words: readonly Word[]): z.ZodType<Word> {
  return z.string().transform((given, context): Word => {
    const known = words.find((candidate) => candidate === given);
    if (known !== undefined) return known;
    context.issues.push({
      code: 'custom',
      message: `is ${quoted(given)} and none of ${words.join(', ')}`,
      input: given,
    });
    return z.NEVER;
  });
}

const document = z.object({
  page: z.object({ name: text, updated_at: moment }),
  status: z.object({ indicator: word(indicators), description: text.default('') }),
  components: listOf(
    z.object({
      id: text.nullish(),
      name: text,
      status: word(componentStatuses),
      group: z.boolean().nullish(),
      group_id: text.nullish(),
    }),
  ),
  incidents: listOf(
    z.object({
      name: text,
      impact: word(impacts),
      status: word(incidentStatuses),
      started_at: moment,
      created_at: moment,
    }),
  ),
  scheduled_maintenances: listOf(
    z.object({ name: text, status: word(maintenanceStatuses), scheduled_for: moment }),
  ),
});

/** Reads a document; never throws, whatever the bytes. Keys that mean nothing here are passed over. */
export function parseSummary(bytes: Uint8Array): ParsedSummary {
  let json: unknown;
  try {
    json = JSON.parse(Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength).toString('utf8'));
  } catch {
    return { ok: false, problem: 'it is not JSON' };
  }
  const parsed = document.safeParse(json);
  if (!parsed.success) {
    const [issue] = parsed.error.issues;
    const place = (issue?.path ?? []).map(String).join('.');
    const message =
      issue?.code === 'invalid_type' ? `is not ${articled(issue.expected)}` : (issue?.message ?? '');
    return { ok: false, problem: `${place === '' ? 'the whole of it' : place} ${message}` };
  }
  return { ok: true, summary: summaryOf(parsed.data) };
}

function articled(type: string): string {
  return `${/^[aeiou]/u.test(type) ? 'an' : 'a'} ${type}`;
}

function summaryOf(page: z.output<typeof document>): Summary {
  const groupNames = new Map(
    page.components.flatMap(({ id, name, group }) => (group === true && id ? [[id, name] as const] : [])),
  );
  return {
    name: page.page.name,
    ...(page.page.updated_at === undefined ? {} : { updatedAtSeconds: page.page.updated_at }),
    indicator: page.status.indicator,
    description: page.status.description,
    components: page.components
      .filter(({ group }) => group !== true)
      .map(({ name, status, group_id }) => ({ name, status, group: groupNames.get(group_id ?? '') ?? '' })),
    incidents: page.incidents
      .filter(({ status }) => status !== 'resolved' && status !== 'postmortem')
      .map(({ name, impact, status, started_at, created_at }) => {
        const startedAtSeconds = started_at ?? created_at;
        return { name, impact, status, ...(startedAtSeconds === undefined ? {} : { startedAtSeconds }) };
      }),
    maintenances: page.scheduled_maintenances
      .filter(({ status }) => status !== 'completed')
      .map(({ name, status, scheduled_for }) => ({
        name,
        status,
        ...(scheduled_for === undefined ? {} : { startSeconds: scheduled_for }),
      })),
  };
}
