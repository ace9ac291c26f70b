locals {
  github = "token.actions.githubusercontent.com"
  gitlab = "gitlab.com"
  hcp    = "app.terraform.io"
}
