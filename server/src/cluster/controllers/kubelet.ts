// The kubelets' place among the actors of the cluster; what they do is in ../kubelet.
export { kubelet as controller } from '../kubelet/kubelet.ts';
