# One role per environment. GitHub puts the job's environment into the subject, and in newer repositories the ids too.
data "aws_iam_policy_document" "deploy_trust" {
  for_each = var.environments

  statement {
    actions = ["sts:AssumeRoleWithWebIdentity"]

    principals {
      type        = "Federated"
      identifiers = [aws_iam_openid_connect_provider.github.arn]
    }

    condition {
      test     = "StringEquals"
      variable = "${local.github}:aud"
      values   = ["sts.amazonaws.com"]
    }

    condition {
      test     = "StringEquals"
      variable = "${local.github}:sub"
      values = [
        "repo:${var.github_org}/shop:environment:${each.key}",
        "repo:${var.github_org}@${local.org_id}/shop@${local.shop_id}:environment:${each.key}",
      ]
    }
  }
}

resource "aws_iam_role" "deploy" {
  for_each = var.environments

  name               = "shop-deploy-${each.key}"
  assume_role_policy = data.aws_iam_policy_document.deploy_trust[each.key].json
}

resource "aws_iam_role" "release" {
  name = "shop-release"

  assume_role_policy = jsonencode({
    Version = "2012-10-17"
    Statement = [{
      Effect    = "Allow"
      Principal = { Federated = aws_iam_openid_connect_provider.github.arn }
      Action    = "sts:AssumeRoleWithWebIdentity"
      Condition = {
        StringEquals = {
          "${local.github}:aud" = "sts.amazonaws.com"
          # fault: oidc/nobody
          "${local.github}:sub" = "repo:${var.github_org}/shop:ref:refs/head/main"
        }
      }
    }]
  })
}

resource "aws_iam_role" "docs" {
  name = "docs-publish"

  assume_role_policy = jsonencode({
    Version = "2012-10-17"
    Statement = [{
      Effect    = "Allow"
      Principal = { Federated = aws_iam_openid_connect_provider.github.arn }
      Action    = "sts:AssumeRoleWithWebIdentity"
      Condition = {
        StringEquals = {
          "${local.github}:aud" = "sts.amazonaws.com"
          # fault: condition/wildcard-literal
          "${local.github}:sub" = "repo:${var.github_org}/docs:ref:refs/heads/*"
        }
      }
    }]
  })
}
