# Workloads of the application teams: they ask for the audience that the AWS SDKs expect.
resource "aws_iam_role" "invoices" {
  name = "${var.role_prefix}-invoices"

  assume_role_policy = jsonencode({
    Version = "2012-10-17"
    Statement = [{
      Effect = "Allow"
      Principal = {
        # fault: principal/federated-syntax
        Federated = "arn:aws:iam::123456789012:oidc-provider/https://acme-ocp-oidc.s3.eu-central-1.amazonaws.com"
      }
      Action = "sts:AssumeRoleWithWebIdentity"
      Condition = {
        StringEquals = {
          "${local.issuer}:aud" = "sts.amazonaws.com"
          "${local.issuer}:sub" = "system:serviceaccount:billing:invoices"
        }
      }
    }]
  })
}

data "aws_iam_policy_document" "ledger_trust" {
  statement {
    actions = ["sts:AssumeRoleWithWebIdentity"]

    principals {
      type        = "Federated"
      identifiers = [aws_iam_openid_connect_provider.cluster.arn]
    }

    condition {
      test     = "StringEquals"
      variable = "${local.issuer}:sub"
      # fault: oidc/kubernetes-subject
      values = ["system:serviceaccount:billing/ledger"]
    }

    condition {
      test     = "StringEquals"
      variable = "${local.issuer}:aud"
      values   = ["sts.amazonaws.com"]
    }
  }
}

resource "aws_iam_role" "ledger" {
  name               = "${var.role_prefix}-ledger"
  assume_role_policy = data.aws_iam_policy_document.ledger_trust.json
}

data "aws_iam_policy_document" "reporting_trust" {
  statement {
    actions = ["sts:AssumeRoleWithWebIdentity"]

    principals {
      type        = "Federated"
      identifiers = [aws_iam_openid_connect_provider.cluster.arn]
    }

    condition {
      # fault: condition/wildcard-literal
      test     = "StringEquals"
      variable = "${local.issuer}:sub"
      values   = ["system:serviceaccount:reporting:*"]
    }

    condition {
      test     = "StringEquals"
      variable = "${local.issuer}:aud"
      values   = ["sts.amazonaws.com"]
    }
  }
}

resource "aws_iam_role" "reporting" {
  name               = "${var.role_prefix}-reporting"
  assume_role_policy = data.aws_iam_policy_document.reporting_trust.json
}
