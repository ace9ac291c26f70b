// Written by scripts/generateProviders.ts: do not edit.
import type { Provider } from '../provider.ts';
import eks from './eks.ts';
import githubActions from './github-actions.ts';
import gitlabCom from './gitlab-com.ts';
import k8sSelfHosted from './k8s-self-hosted.ts';
import rosaOpenshift from './rosa-openshift.ts';

export const providers: readonly Provider[] = [eks, githubActions, gitlabCom, k8sSelfHosted, rosaOpenshift];
