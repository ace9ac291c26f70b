resource "aws_iam_role" "ebs_csi" {
  name = "${var.cluster_name}-ebs-csi"

  assume_role_policy = jsonencode({
    Version = "2012-10-17"
    Statement = [{
      Effect    = "Allow"
      Principal = { Federated = aws_iam_openid_connect_provider.cluster.arn }
      Action    = "sts:AssumeRoleWithWebIdentity"
      Condition = {
        StringEquals = {
          "${local.issuer}:aud" = "sts.amazonaws.com"
          "${local.issuer}:sub" = "system:serviceaccount:kube-system:ebs-csi-controller-sa"
        }
      }
    }]
  })

  tags = local.tags
}

resource "aws_iam_role" "efs_csi" {
  name = "${var.cluster_name}-efs-csi"

  assume_role_policy = jsonencode({
    Version = "2012-10-17"
    Statement = [{
      Effect    = "Allow"
      Principal = { Federated = aws_iam_openid_connect_provider.cluster.arn }
      Action    = "sts:AssumeRoleWithWebIdentity"
      Condition = {
        StringEquals = {
          "${local.issuer}:aud" = "sts.amazonaws.com"
          # fault: oidc/kubernetes-subject
          "${local.issuer}:sub" = "system:serviceaccounts:kube-system:efs-csi-controller-sa"
        }
      }
    }]
  })

  tags = local.tags
}

# The snapshot job still runs in the previous cluster.
resource "aws_iam_role" "snapshots" {
  name = "${var.cluster_name}-snapshots"

  assume_role_policy = jsonencode({
    Version = "2012-10-17"
    Statement = [{
      Effect    = "Allow"
      Principal = { Federated = aws_iam_openid_connect_provider.previous.arn }
      Action    = "sts:AssumeRoleWithWebIdentity"
      Condition = {
        StringEquals = {
          # fault: oidc/audience-unregistered
          "${aws_iam_openid_connect_provider.previous.url}:aud" = "sts.amazon.com"
          "${aws_iam_openid_connect_provider.previous.url}:sub" = "system:serviceaccount:backup:snapshots"
        }
      }
    }]
  })

  tags = local.tags
}
