output "operator_role_arns" {
  value = { for name, role in aws_iam_role.operator : name => role.arn }
}
