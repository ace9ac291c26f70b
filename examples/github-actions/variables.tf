variable "github_org" {
  description = "Organisation that owns the repositories."
  type        = string
}

variable "environments" {
  description = "Deployment environments that have a role of their own."
  type        = set(string)
  default     = ["staging", "production"]
}
