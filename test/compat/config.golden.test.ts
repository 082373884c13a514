import { expect, test } from 'vitest';
import { probers } from '../../probes/registry.ts';
import { formatIssue } from '../../src/config/issue.ts';
import { parseConfig } from '../../src/config/load.ts';
import { configRows } from './tables/config.ts';

test.each(configRows)('%s', (_name, text, says) => {
  const result = parseConfig({ text, fileName: 'config.yml' }, probers);
  const said = (result.ok ? result.warnings : result.issues).map(formatIssue);
  const [, warns, complaint = ''] = /^(warns: )?(?:loads$)?(.*)$/u.exec(says) ?? [];
  expect({ loads: result.ok, said, isSaid: said.join('\n').includes(complaint) }).toMatchObject({
    loads: says === 'loads' || warns !== undefined,
    said: says === 'loads' ? [] : said,
    isSaid: true,
  });
});
