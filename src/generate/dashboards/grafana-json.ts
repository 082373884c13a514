import { datasource } from './datasource.ts';
import type { Dashboard } from './panel.ts';
import { panelJson } from './panel-json.ts';
import { datasourceVariable, variableJson } from './variable-json.ts';

/** Grafana's version of its dashboards' form, as Grafana 11 and 12 write it. */
const schemaVersion = 41;

/** A dashboard in Grafana's form, to be provisioned or imported. */
export function grafanaJson(dashboard: Dashboard): Readonly<Record<string, unknown>> {
  const { uid, title, description, from, variables } = dashboard;
  return {
    uid,
    title,
    description,
    tags: ['vantage'],
    schemaVersion,
    version: 1,
    editable: true,
    graphTooltip: 1,
    refresh: '1m',
    time: { from, to: 'now' },
    timezone: 'browser',
    links: [
      {
        type: 'dashboards',
        title: 'Vantage',
        tags: ['vantage'],
        asDropdown: true,
        includeVars: true,
        keepTime: true,
      },
    ],
    annotations: {
      list: [
        {
          name: 'Alerts',
          datasource,
          enable: false,
          iconColor: 'red',
          expr: 'ALERTS{alertname=~"Vantage.*", alertstate="firing"}',
          titleFormat: '{{alertname}}',
          textFormat: '{{instance}}',
        },
      ],
    },
    templating: { list: [datasourceVariable, ...variables.map(variableJson)] },
    panels: laidOut(dashboard),
  };
}

const columns = 24;

/** Puts panels beside each other as long as there is room, and then below. */
function laidOut({ rows }: Dashboard): readonly Readonly<Record<string, unknown>>[] {
  const placed: Readonly<Record<string, unknown>>[] = [];
  let top = 0;
  const nextId = (): number => placed.length + 1;
  for (const row of rows) {
    placed.push({
      type: 'row',
      id: nextId(),
      title: row.title,
      collapsed: false,
      gridPos: { x: 0, y: top, w: columns, h: 1 },
      panels: [],
    });
    top += 1;
    let left = 0;
    let lineHeight = 0;
    for (const panel of row.panels) {
      if (left + panel.width > columns) {
        top += lineHeight;
        left = 0;
        lineHeight = 0;
      }
      const gridPos = { x: left, y: top, w: panel.width, h: panel.height };
      placed.push({ id: nextId(), gridPos, ...panelJson(panel) });
      left += panel.width;
      lineHeight = Math.max(lineHeight, panel.height);
    }
    top += lineHeight;
  }
  return placed;
}
