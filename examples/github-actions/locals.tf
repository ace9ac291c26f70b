locals {
  github = "token.actions.githubusercontent.com"
  gitlab = "gitlab.com"
  hcp    = "app.terraform.io"

  org_id  = "20817743"
  shop_id = "512903377"
}
