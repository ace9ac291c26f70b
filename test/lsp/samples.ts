/** A small trust policy with one fault, on two surfaces. */
export const RULE = 'condition/wildcard-literal';
export const FAULT = '"project_path:acme/api:*"';

/** A literal operator over a value with a star. */
export const TRUST_JSON = `{
  "Version": "2012-10-17",
  "Statement": [
    {
      "Effect": "Allow",
      "Principal": { "Federated": "arn:aws:iam::111122223333:oidc-provider/gitlab.com" },
      "Action": "sts:AssumeRoleWithWebIdentity",
      "Condition": {
        "StringEquals": {
          "gitlab.com:aud": "https://gitlab.com",
          "gitlab.com:project_id": "1234",
          "gitlab.com:sub": ${FAULT}
        }
      }
    }
  ]
}
`;

/** Narrow enough to be no finding where the star counts. */
const TAGS = '"project_path:acme/api:ref_type:tag:ref:v*"';

/** The operator is a local value: what is wrong here another file decides. */
export const ROLE_TF = `data "aws_iam_policy_document" "trust" {
  statement {
    actions = ["sts:AssumeRoleWithWebIdentity"]

    principals {
      type        = "Federated"
      identifiers = ["arn:aws:iam::111122223333:oidc-provider/gitlab.com"]
    }

    condition {
      test     = "StringEquals"
      variable = "gitlab.com:aud"
      values   = ["https://gitlab.com"]
    }

    condition {
      test     = "StringEquals"
      variable = "gitlab.com:project_id"
      values   = ["1234"]
    }

    condition {
      test     = local.operator
      variable = "gitlab.com:sub"
      values   = [${TAGS}]
    }
  }
}

resource "aws_iam_role" "deploy" {
  name               = "deploy"
  assume_role_policy = data.aws_iam_policy_document.trust.json
}
`;

export function operatorTf(operator: string): string {
  return `locals {\n  operator = "${operator}"\n}\n`;
}

/** The same fault without help of another file. */
export const FAULTY_TF = ROLE_TF.replace('local.operator', '"StringEquals"').replace(TAGS, FAULT);

export const PROVIDER_TF = `resource "aws_iam_openid_connect_provider" "gitlab" {
  url            = "https://gitlab.com"
  client_id_list = ["https://gitlab.com"]
}
`;
