output "role_arns" {
  description = "What goes into the annotation eks.amazonaws.com/role-arn of each service account."
  value = {
    external_dns = aws_iam_role.external_dns.arn
    cert_manager = aws_iam_role.cert_manager.arn
    ebs_csi      = aws_iam_role.ebs_csi.arn
    efs_csi      = aws_iam_role.efs_csi.arn
    loki         = aws_iam_role.loki.arn
    grafana      = aws_iam_role.grafana.arn
    reports      = aws_iam_role.reports.arn
    velero       = aws_iam_role.velero.arn
  }
}
