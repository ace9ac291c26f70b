data "aws_iam_policy_document" "mirror_trust" {
  statement {
    actions = ["sts:AssumeRoleWithWebIdentity"]

    principals {
      type        = "Federated"
      identifiers = ["arn:aws:iam::111122223333:oidc-provider/gitlab.com"]
    }

    condition {
      # fault: condition/set-operator
      test     = "ForAllValues:StringLike"
      variable = "${local.gitlab}:sub"
      # fault: oidc/mutable-name
      values = ["project_path:acme/mirror:ref_type:branch:ref:*"]
    }

    condition {
      test     = "StringEquals"
      variable = "${local.gitlab}:aud"
      values   = ["https://gitlab.com"]
    }
  }
}

resource "aws_iam_role" "mirror" {
  name               = "mirror"
  assume_role_policy = data.aws_iam_policy_document.mirror_trust.json
}
