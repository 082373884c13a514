import { unusableLabelName } from './expect-labels.ts';
import type { WrittenBlock } from './schema/written-block.ts';
import { warnOfUnusedTls } from './tls/option-warnings.ts';

/** Warns of what `tls`, `tls_config` and `query_response` of a block say that no probe can do. */
export function warnOfDialogue(block: WrittenBlock): void {
  const steps = block.blocks('query_response');
  const [first, ...further] = steps.filter((step) => step.isTrue('starttls'));
  const tooMany = block.isTrue('tls') ? [...(first === undefined ? [] : [first]), ...further] : further;
  for (const step of tooMany) {
    step.warn('starttls', 'fails every probe that gets here: the connection has TLS already');
  }
  if (!block.isTrue('tls') && first === undefined)
    warnOfUnusedTls(block, 'tls: true or a step with starttls');
  warnOfLabels(steps);
}

function warnOfLabels(steps: readonly WrittenBlock[]): void {
  const labelled = steps.filter((step) => step.has('labels'));
  const [, ...further] = labelled.filter((step) => step.has('expect'));
  for (const step of labelled) {
    if (!step.has('expect')) step.warn('labels', 'has no effect without expect');
    else if (further.includes(step)) {
      step.warn('labels', 'fails every probe that gets here: an earlier step has labels');
    }
    const names = new Set<string>();
    for (const label of step.blocks('labels')) {
      const name = label.text('name');
      const problem =
        unusableLabelName(name) ??
        (names.has(name) ? `the label ${JSON.stringify(name)} is given twice` : undefined);
      if (problem !== undefined) label.warn('name', `fails every probe that gets here: ${problem}`);
      names.add(name);
    }
  }
}
