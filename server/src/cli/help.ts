/** What `--help` prints. */

export const HELP = `Who can assume an AWS role through OpenID Connect, why nobody can, or why too many can.

Usage:
  oidc-trust check [OPTIONS] PATHS...   Check Terraform, OpenTofu and JSON trust policies
  oidc-trust who [OPTIONS] PATHS...     Say who can assume each role
  oidc-trust diff [OPTIONS] OLD NEW     Say what a change does to who can assume each role
  oidc-trust render [OPTIONS] PATHS...  Print the trust policies of roles as JSON
  oidc-trust convert --to FORM FILE     Write policies as jsonencode, policy document or heredoc
  oidc-trust rules [--format json]      List the rules
  oidc-trust explain RULE               Explain one rule
  oidc-trust token --token-file FILE PATHS...
                                        Walk a token through AWS's layers: which one refuses it (opens a connection with --verify)
  oidc-trust predict PATHS...           From an error of AWS to its likely causes here
  oidc-trust issuer ISSUER              Try what AWS does with an issuer, step by step (opens connections)
  oidc-trust iam providers|compare|validate|import
                                        What AWS has deployed, and how files differ from it (asks AWS IAM)
  oidc-trust thumbprint ISSUER          Fetch the certificate thumbprint of an issuer (opens a connection)
  oidc-trust lsp --stdio                Start the language server
  oidc-trust --help | --version

Each command has its own --help. With --debug, a fault of the program prints its stack.
Only "issuer", "thumbprint", "iam" and "token --verify" use the network.
`;

export const CHECK_HELP = `Check Terraform, OpenTofu and JSON trust policies.

Usage: oidc-trust check [OPTIONS] PATHS...
       oidc-trust check [OPTIONS] - --stdin-filename PATH

A directory is checked with everything beneath it, except .git, .terraform, node_modules and symbolic links, and with the
files that its modules read.
A file is checked with the other files of its directory as context; only its own findings are reported.
With "-", one file is read from standard input, in place of what PATH holds on disk.

Options:
  --format FORMAT        pretty (for people, the default), json (one object),
                         sarif (2.1.0), github (annotations of a workflow),
                         gitlab (code quality), or junit (XML)
  --fail-on SEVERITY     Exit with 1 for findings of this severity or above:
                         error (default), warning, information, hint, or never
  --baseline FILE        Leave out the findings that this file knows
  --write-baseline FILE  Make all findings known in this file
  --changed-since REV    Report only on files that changed since this git revision
  --config FILE          This configuration file, not the nearest
  --fix                  Apply the fixes that are safe, and report what remains
  --debug                Print the stack of an internal error

Configuration: without --config, for each file the nearest .oidc-trust.json in its directory or above it, up to the repository's root.

Exit codes:
  0   nothing at or above --fail-on
  1   findings
  2   wrong arguments or configuration, a path that cannot be read, or nothing to check
  3   internal error
`;

export const WHO_HELP = `Say who can assume each role: a line a role, with verdict, sentence, address and place.

Usage: oidc-trust who [OPTIONS] PATHS...

Options:
  --format table|json|markdown   For people (default), one JSON object for machines, or a table for a document
  --debug                        Print the stack of an internal error

Exit codes:
  0   done, whatever the verdicts are
  2   wrong arguments, a path that cannot be read, or nothing to check
  3   internal error
`;

export const DIFF_HELP = `Say what a change does to who can assume each role: a token that gets in and did not, and one that does no longer.

Usage: oidc-trust diff [OPTIONS] OLD NEW
       oidc-trust diff [OPTIONS] --git REV PATHS...

OLD and NEW are files or directories. With --git, what is on disk is compared with a revision, without a checkout.
Roles are compared by module and Terraform address, trust policies in JSON by file.

  widens    somebody gets in who did not      narrows   somebody no longer does
  moves     both                              same      nobody gains or loses
  added, removed    the role is new, or gone
  unknown   it changed, and what that does is not certain

Options:
  --git REV                      Compare with this git revision
  --format table|json|markdown   For people (default), one JSON object for machines, or a comment on a pull request
  --fail-on widens|unknown|never Exit with 1 where somebody new gets in (default), also where that is not certain, or never
  --debug                        Print the stack of an internal error

Exit codes:
  0   nobody gets in for certain who did not
  1   somebody does: a role widens or moves, or a new one lets somebody in
  2   wrong arguments, no such revision, a path that cannot be read, or nothing to compare
  3   internal error
`;

export const RENDER_HELP = `Print the trust policies of roles as the JSON that AWS gets, whatever they are written in.

Usage: oidc-trust render [OPTIONS] PATHS...

A policy document is rendered as the AWS provider renders it. Any other policy keeps the order in which it is written.
What is not known has a placeholder, and a line above the policy says so.

Options:
  --role ADDRESS       Only this role; where it has one policy, nothing but the policy goes to standard output
  --format text|json   For people (default), or one JSON object for machines
  --debug              Print the stack of an internal error

Exit codes:
  0   printed, also where something is not known
  2   wrong arguments, a path that cannot be read, or no such role
  3   internal error
`;

export const CONVERT_HELP = `Write the policies of a Terraform file another way, where that means exactly the same.

Usage: oidc-trust convert --to FORM [--write] FILE

The file goes to standard output. What stays as it is gets a note on standard error that says why.

Options:
  --to jsonencode|policy-document|heredoc   jsonencode(...), an aws_iam_policy_document, or JSON in a heredoc
  --write                                   Change the file, and others of its module where a document moves
  --debug                                   Print the stack of an internal error

Exit codes:
  0   printed or written, also where something stays as it is
  2   wrong arguments, a file that cannot be read, or changes in other files without --write
  3   internal error
`;

export const RULES_HELP = `List the rules: id, severity, whether a fix exists, and what it finds.

Usage: oidc-trust rules [--format pretty|json]
`;

export const EXPLAIN_HELP = `Explain a rule: what it finds, why that matters, what to do, with examples and sources.

Usage: oidc-trust explain RULE
`;

export const LSP_HELP = `Start the language server, which speaks the Language Server Protocol on standard input and output.

Usage: oidc-trust lsp --stdio
`;
