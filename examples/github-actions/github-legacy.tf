# Copied from an old wiki page, one heredoc at a time.
# fault: oidc/required-claim
resource "aws_iam_role" "preview" {
  name = "shop-preview"

  assume_role_policy = <<-POLICY
    {
      "Version": "2012-10-17",
      "Statement": [
        {
          "Effect": "Allow",
          "Principal": { "Federated": "${aws_iam_openid_connect_provider.github.arn}" },
          "Action": "sts:AssumeRoleWithWebIdentity",
          "Condition": {
            "StringEquals": { "${local.github}:aud": "sts.amazonaws.com" }
          }
        }
      ]
    }
  POLICY
}

# fault: statement/resource
resource "aws_iam_role" "smoke_test" {
  name = "shop-smoke-test"

  assume_role_policy = <<-POLICY
    {
      "Version": "2012-10-17",
      "Statement": [
        {
          "Effect": "Allow",
          "Principal": { "Federated": "${aws_iam_openid_connect_provider.github.arn}" },
          "Action": "sts:AssumeRoleWithWebIdentity",
          "Resource": "*",
          "Condition": {
            "StringEquals": { "${local.github}:aud": "sts.amazonaws.com" },
            "StringLike": { "${local.github}:sub": ["repo:acme/smoke-test:ref:refs/heads/main", "repo:acme@20817743/smoke-test@512903400:ref:refs/heads/main"] }
          }
        }
      ]
    }
  POLICY
}

# fault: policy/syntax
resource "aws_iam_role" "nightly" {
  name = "shop-nightly"

  assume_role_policy = <<-POLICY
    {
      "Version": "2012-10-17",
      "Statement": [
        {
          "Effect": "Allow",
          "Principal": { "Federated": "${aws_iam_openid_connect_provider.github.arn}" }
          "Action": "sts:AssumeRoleWithWebIdentity",
          "Condition": {
            "StringEquals": {
              "${local.github}:aud": "sts.amazonaws.com",
              "${local.github}:sub": "repo:acme@${local.org_id}/shop@${local.shop_id}:ref:refs/heads/main"
            }
          }
        }
      ]
    }
  POLICY
}
