/** The elements of the policy language, as its grammar names them (IAM User Guide, "Grammar of the IAM JSON policy language"). */

export const POLICY_ELEMENTS = ['Version', 'Id', 'Statement'] as const;

export const STATEMENT_ELEMENTS = [
  'Sid',
  'Effect',
  'Principal',
  'NotPrincipal',
  'Action',
  'NotAction',
  'Resource',
  'NotResource',
  'Condition',
] as const;

/** Whether a name that IAM does not know is certainly meant as this element: other capitals, or a plural. */
export function isMeantAs(name: string, element: string): boolean {
  if (name === element || Math.abs(name.length - element.length) > 1) return false;
  const lower = name.toLowerCase();
  return lower === element.toLowerCase() || lower === `${element.toLowerCase()}s`;
}
