variable "role_prefix" {
  description = "Prefix of the operator roles, as given to the installer."
  type        = string
  default     = "acme-ocp"
}
