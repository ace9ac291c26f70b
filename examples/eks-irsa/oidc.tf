data "tls_certificate" "issuer" {
  url = aws_eks_cluster.main.identity[0].oidc[0].issuer
}

resource "aws_iam_openid_connect_provider" "cluster" {
  url             = aws_eks_cluster.main.identity[0].oidc[0].issuer
  client_id_list  = ["sts.amazonaws.com"]
  thumbprint_list = [data.tls_certificate.issuer.certificates[0].sha1_fingerprint]

  tags = local.tags
}

# The cluster that this one replaces. It is still there until the last workload has moved.
resource "aws_iam_openid_connect_provider" "previous" {
  url            = "https://oidc.eks.eu-central-1.amazonaws.com/id/0A1B2C3D4E5F60718293A4B5C6D7E8F9"
  client_id_list = ["sts.amazonaws.com"]

  tags = local.tags
}
