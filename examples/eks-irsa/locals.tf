locals {
  account_id = "111122223333"

  # The provider's url comes back from AWS without its scheme: it can be used in condition keys as it is.
  issuer = aws_iam_openid_connect_provider.cluster.url

  tags = {
    cluster = var.cluster_name
    owner   = "platform"
  }
}
