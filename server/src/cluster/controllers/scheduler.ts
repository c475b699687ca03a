// The scheduler's place among the actors of the cluster; what it does is in ../scheduler.
export { scheduler as controller } from '../scheduler/scheduler.ts';
