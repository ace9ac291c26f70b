resource "aws_iam_role" "cloud_network" {
  name = "${var.role_prefix}-cloud-network"

  assume_role_policy = jsonencode({
    Version = "2012-10-17"
    Statement = [{
      Effect    = "Allow"
      Principal = { Federated = aws_iam_openid_connect_provider.cluster.arn }
      # fault: action/unknown
      Action = "sts:AssumeRoleWithWebIdendity"
      Condition = {
        StringEquals = {
          "${local.issuer}:aud" = "openshift"
          "${local.issuer}:sub" = "system:serviceaccount:openshift-cloud-network-config-controller:cloud-network-config-controller"
        }
      }
    }]
  })
}

resource "aws_iam_role" "machine_api" {
  name = "${var.role_prefix}-machine-api"

  assume_role_policy = jsonencode({
    Version = "2012-10-17"
    Statement = [{
      Effect    = "Allow"
      Principal = { Federated = aws_iam_openid_connect_provider.cluster.arn }
      Action    = "sts:AssumeRoleWithWebIdentity"
      Condition = {
        StringEquals = { "${local.issuer}:sub" = "system:serviceaccount:openshift-machine-api:machine-api-controllers" }
        # fault: policy/duplicate-key
        StringEquals = { "${local.issuer}:aud" = "openshift" }
      }
    }]
  })
}
