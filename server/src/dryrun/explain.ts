// What never settled, and why, in the words of whoever knows: the scheduler, the kubelet, the controllers.

/** One thing that is not as its manifest wants it. */
export interface Unsettled {
  readonly namespace: string;
  readonly kind: string;
  readonly name: string;
  /** A word: `Unschedulable`, `CrashLoopBackOff`, `ImagePullBackOff`, `ProgressDeadlineExceeded`, `NotReady`, `Fight`. */
  readonly reason: string;
  /** What is wrong and what to do. */
  readonly message: string;
  /** How many objects (Pods of one workload) share the reason. */
  readonly count: number;
}
