variable "region" {
  description = "Where the cluster runs."
  type        = string
  default     = "eu-central-1"
}

variable "cluster_name" {
  description = "Name of the cluster, also the prefix of its roles."
  type        = string
  default     = "harbour"
}

variable "private_subnet_ids" {
  description = "At least two subnets in different zones."
  type        = list(string)
}
