resource "aws_iam_openid_connect_provider" "github" {
  url            = "https://token.actions.githubusercontent.com"
  client_id_list = ["sts.amazonaws.com"]
}

resource "aws_iam_openid_connect_provider" "gitlab" {
  # fault: provider/url-slash
  url            = "https://gitlab.com/"
  client_id_list = ["https://gitlab.com"]
}

resource "aws_iam_openid_connect_provider" "hcp" {
  url            = "https://app.terraform.io"
  client_id_list = ["aws.workload.identity"]
}

resource "aws_iam_openid_connect_provider" "buildkite" {
  # fault: provider/url-typo
  url            = "https://agents.buildkite.com"
  client_id_list = ["sts.amazonaws.com"]
}
