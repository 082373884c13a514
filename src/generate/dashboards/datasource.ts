/** All panels and variables ask the data source that the reader chose. */
export const datasource = { type: 'prometheus', uid: '${datasource}' };
