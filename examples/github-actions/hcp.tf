resource "aws_iam_role" "hcp_plan" {
  name               = "hcp-plan"
  assume_role_policy = file("${path.module}/files/hcp-plan-trust.json")
}

# Plan and apply share this role: the run phase is left open on purpose.
data "aws_iam_policy_document" "hcp_network_trust" {
  statement {
    actions = ["sts:AssumeRoleWithWebIdentity"]

    principals {
      type        = "Federated"
      identifiers = [aws_iam_openid_connect_provider.hcp.arn]
    }

    condition {
      test     = "StringEquals"
      variable = "${local.hcp}:aud"
      values   = ["aws.workload.identity"]
    }

    condition {
      test     = "StringLike"
      variable = "${local.hcp}:sub"
      values   = ["organization:acme:project:network:workspace:vpc:run_phase:*"]
    }
  }
}

resource "aws_iam_role" "hcp_network" {
  name               = "hcp-network"
  assume_role_policy = data.aws_iam_policy_document.hcp_network_trust.json
}
