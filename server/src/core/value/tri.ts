/** An answer where knowledge can be missing. */
export type Tri = 'yes' | 'no' | 'maybe';

/** Whether an answer is certain and positive: the only thing a finding may rest on. */
export function definitely(answer: Tri): answer is 'yes' {
  return answer === 'yes';
}

/** `yes` when all are, `no` when one is, `yes` for none at all. */
export function all(answers: readonly Tri[]): Tri {
  if (answers.includes('no')) return 'no';
  return answers.includes('maybe') ? 'maybe' : 'yes';
}

/** `yes` when one is, `no` when none can be, `no` for none at all. */
export function any(answers: readonly Tri[]): Tri {
  return not(all(answers.map(not)));
}

export function not(answer: Tri): Tri {
  if (answer === 'maybe') return 'maybe';
  return answer === 'yes' ? 'no' : 'yes';
}
