/** A component of a page as Statuspage sends it; other keys than these come along in real documents. */
export interface PageComponent {
  readonly name: string;
  readonly status?: string;
  readonly id?: string;
  readonly group?: boolean;
  readonly group_id?: string | null;
}

/** The text of a summary: a page where all is well, with these changes. */
export function summaryText(changes: Readonly<Record<string, unknown>> = {}): string {
  return JSON.stringify({
    page: {
      id: 'kctbh9vrtdwd',
      name: 'Vendor',
      url: 'https://status.vendor.test',
      time_zone: 'Etc/UTC',
      updated_at: '2026-11-28T10:00:00.000Z',
    },
    status: { indicator: 'none', description: 'All Systems Operational' },
    components: [component({ name: 'API' }), component({ name: 'Webhooks' })],
    incidents: [],
    scheduled_maintenances: [],
    ...changes,
  });
}

/** One of its components, operational unless it says otherwise. */
export function component(changes: PageComponent): object {
  return {
    id: changes.name,
    status: 'operational',
    created_at: '2020-01-01T00:00:00.000Z',
    position: 1,
    description: null,
    showcase: false,
    group_id: null,
    group: false,
    only_show_if_degraded: false,
    ...changes,
  };
}

/** An open incident. */
export function incident(changes: Readonly<Record<string, unknown>> = {}): object {
  return {
    id: 'i1',
    name: 'Payments are slow',
    status: 'investigating',
    impact: 'minor',
    created_at: '2026-11-28T09:00:00.000Z',
    started_at: '2026-11-28T08:30:00.000+00:00',
    incident_updates: [],
    ...changes,
  };
}
