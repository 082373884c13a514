import { datasource } from './datasource.ts';
import type { Variable } from './panel.ts';

/** The choice of the data source, which comes first. */
export const datasourceVariable = {
  type: 'datasource',
  name: 'datasource',
  label: 'Data source',
  query: 'prometheus',
  current: {},
  hide: 0,
  includeAll: false,
  multi: false,
  options: [],
  refresh: 1,
};

/** A variable in Grafana's form. */
export function variableJson(variable: Variable): Readonly<Record<string, unknown>> {
  const { name, title } = variable;
  if (variable.kind === 'choice') {
    const options = variable.words.map((word, index) => ({ text: word, value: word, selected: index === 0 }));
    return {
      type: 'custom',
      name,
      label: title,
      query: variable.words.join(','),
      options,
      current: options[0],
    };
  }
  const { query, several } = variable;
  return {
    type: 'query',
    name,
    label: title,
    datasource,
    query: { query, refId: 'variable' },
    definition: query,
    refresh: 2,
    sort: 1,
    multi: several,
    includeAll: several,
    ...(several ? { allValue: '.*', current: { text: ['All'], value: ['$__all'] } } : { current: {} }),
  };
}
