provider "aws" {
  region              = var.region
  allowed_account_ids = [local.account_id]
}
