// Written by scripts/generateProviders.ts: do not edit.
import type { Provider } from '../provider.ts';
import aks from './aks.ts';
import auth0 from './auth0.ts';
import azureDevops from './azure-devops.ts';
import azureSentinel from './azure-sentinel.ts';
import bitbucketPipelines from './bitbucket-pipelines.ts';
import buildkite from './buildkite.ts';
import circleci from './circleci.ts';
import codefresh from './codefresh.ts';
import cognitoIdentityPool from './cognito-identity-pool.ts';
import cognitoUserPool from './cognito-user-pool.ts';
import dvcStudio from './dvc-studio.ts';
import eks from './eks.ts';
import entraV1 from './entra-v1.ts';
import entraV2 from './entra-v2.ts';
import env0 from './env0.ts';
import facebook from './facebook.ts';
import flyIo from './fly-io.ts';
import githubActions from './github-actions.ts';
import githubActionsEnterprise from './github-actions-enterprise.ts';
import githubAuditLog from './github-audit-log.ts';
import githubEnterpriseServer from './github-enterprise-server.ts';
import githubGheCom from './github-ghe-com.ts';
import githubVstoken from './github-vstoken.ts';
import gitlabCom from './gitlab-com.ts';
import gitlabSelfManaged from './gitlab-self-managed.ts';
import gke from './gke.ts';
import google from './google.ts';
import harness from './harness.ts';
import hcpTerraform from './hcp-terraform.ts';
import ibmTurbonomic from './ibm-turbonomic.ts';
import k8sSelfHosted from './k8s-self-hosted.ts';
import loginWithAmazon from './login-with-amazon.ts';
import oci from './oci.ts';
import okta from './okta.ts';
import pulumiCloud from './pulumi-cloud.ts';
import rosaOpenshift from './rosa-openshift.ts';
import sandboxesCloud from './sandboxes-cloud.ts';
import scalr from './scalr.ts';
import semaphore from './semaphore.ts';
import shishoCloud from './shisho-cloud.ts';
import spacelift from './spacelift.ts';
import spire from './spire.ts';
import teleport from './teleport.ts';
import upbound from './upbound.ts';
import vault from './vault.ts';
import vercelGlobal from './vercel-global.ts';
import vercelTeam from './vercel-team.ts';

export const providers: readonly Provider[] = [
  aks,
  auth0,
  azureDevops,
  azureSentinel,
  bitbucketPipelines,
  buildkite,
  circleci,
  codefresh,
  cognitoIdentityPool,
  cognitoUserPool,
  dvcStudio,
  eks,
  entraV1,
  entraV2,
  env0,
  facebook,
  flyIo,
  githubActions,
  githubActionsEnterprise,
  githubAuditLog,
  githubEnterpriseServer,
  githubGheCom,
  githubVstoken,
  gitlabCom,
  gitlabSelfManaged,
  gke,
  google,
  harness,
  hcpTerraform,
  ibmTurbonomic,
  k8sSelfHosted,
  loginWithAmazon,
  oci,
  okta,
  pulumiCloud,
  rosaOpenshift,
  sandboxesCloud,
  scalr,
  semaphore,
  shishoCloud,
  spacelift,
  spire,
  teleport,
  upbound,
  vault,
  vercelGlobal,
  vercelTeam,
];
