/** What the policies of a model render to. */
import { textsOf } from '../policy/declared.ts';
import { PolicyEditor } from '../policy/editor.ts';
import { policyFromDocument } from '../policy/fromDocument.ts';
import type { PolicyModel, Presence, TrustPolicy } from '../policy/model.ts';
import { renderExample, renderPolicy } from '../policy/render.ts';
import type { Evaluator } from '../terraform/evaluate.ts';
import { headerOf } from '../terraform/module.ts';
import type { Value } from '../value/value.ts';
import { placeInPolicy } from './policyPath.ts';
import type { RenderedTrust } from './report.ts';

/** The policies of the roles. */
export function renderRoles(model: PolicyModel): RenderedTrust[] {
  return model.roles.flatMap(({ address, at, policies, complete, trust }) => {
    const [first] = policies;
    const surface = first?.surface ?? 'string';
    const found = policies.map(rendered);
    const nothing = { text: undefined, unknown: [whatIsMissing(trust)] };
    const missing = { ...nothing, example: nothing, surface, placeOf: () => at };
    return (complete ? found : [...found, missing]).map(
      (one): RenderedTrust => ({ ...one, address, range: at, kind: 'role' }),
    );
  });
}

function whatIsMissing(trust: Presence<Value>): string {
  const given = trust.is === 'present' ? trust.value : undefined;
  if (given?.kind === 'reference') return given.address;
  return given?.kind === 'unknown' ? `the policy (${given.why})` : 'the policy, or one of its alternatives';
}

/** Every policy document of a module and of those that it calls, also one that is no trust policy or only a part of one. */
export function renderDocuments(root: Evaluator): RenderedTrust[] {
  const editor = new PolicyEditor(textsOf(root));
  return [...root.instances.values()].flatMap((evaluator) =>
    evaluator.module.declarations
      .filter(({ address }) => address.startsWith('data.aws_iam_policy_document.'))
      .map((declaration) => {
        const policy = policyFromDocument(evaluator, declaration, editor, []);
        const address = `${evaluator.path}${declaration.address}`;
        const range = headerOf(declaration);
        return { ...rendered(policy), address, range, kind: 'document' };
      }),
  );
}

/** A policy that is a file by itself. */
export function renderFile(policy: TrustPolicy): RenderedTrust {
  return { ...rendered(policy), address: null, range: policy.at, kind: 'file' };
}

function rendered(policy: TrustPolicy): Pick<RenderedTrust, 'text' | 'unknown' | 'example' | 'surface' | 'placeOf'> {
  const found = renderPolicy(policy);
  const example = found.unknown.length === 0 ? found : renderExample(policy);
  const { text } = example;
  return {
    ...found,
    example,
    surface: policy.surface,
    placeOf: (path) => (text === undefined ? policy.head : placeInPolicy(policy, text, path)),
  };
}
