# These two were written by hand for the previous cluster and are kept as files.
resource "aws_iam_role" "velero" {
  name               = "${var.cluster_name}-velero"
  assume_role_policy = file("${path.module}/files/velero-trust.json")
  tags               = local.tags
}

resource "aws_iam_role" "etcd_backup" {
  name               = "${var.cluster_name}-etcd-backup"
  assume_role_policy = file("${path.module}/files/etcd-backup-trust.json")
  tags               = local.tags
}

resource "aws_iam_role_policy" "velero" {
  name   = "backups"
  role   = aws_iam_role.velero.id
  policy = file("${path.module}/files/velero-permissions.json")
}
