locals {
  issuer = "acme-ocp-oidc.s3.eu-central-1.amazonaws.com"

  # One entry per CredentialsRequest of the release: namespace and service accounts.
  operators = {
    image-registry = {
      namespace        = "openshift-image-registry"
      service_accounts = ["cluster-image-registry-operator", "registry"]
    }
    ingress = {
      namespace        = "openshift-ingress-operator"
      service_accounts = ["ingress-operator"]
    }
    ebs-csi = {
      namespace        = "openshift-cluster-csi-drivers"
      service_accounts = ["aws-ebs-csi-driver-operator", "aws-ebs-csi-driver-controller-sa"]
    }
  }
}
