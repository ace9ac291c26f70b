data "aws_iam_policy_document" "operator_trust" {
  for_each = local.operators

  statement {
    actions = ["sts:AssumeRoleWithWebIdentity"]

    principals {
      type        = "Federated"
      identifiers = [aws_iam_openid_connect_provider.cluster.arn]
    }

    condition {
      test     = "StringEquals"
      variable = "${local.issuer}:sub"
      values   = [for name in each.value.service_accounts : "system:serviceaccount:${each.value.namespace}:${name}"]
    }

    condition {
      test     = "StringEquals"
      variable = "${local.issuer}:aud"
      values   = ["openshift"]
    }
  }
}

resource "aws_iam_role" "operator" {
  for_each = local.operators

  name               = "${var.role_prefix}-${each.key}"
  assume_role_policy = data.aws_iam_policy_document.operator_trust[each.key].json
}
