# The installer copies the discovery document and /keys.json into this bucket.
resource "aws_iam_openid_connect_provider" "cluster" {
  url            = "https://${local.issuer}"
  client_id_list = ["openshift", "sts.amazonaws.com"]
}
