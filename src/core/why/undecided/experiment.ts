import type { StackTool } from '../stacks.ts';

/** What could settle a cause. */
export type Experiment =
  /** Run the check on a machine where it sees the processes of the server. */
  | { readonly code: 'see-processes' }
  /** Call the application without the proxy in front of it. */
  | { readonly code: 'past-proxy'; readonly program: string }
  /** The same, if it is known that the application holds up the calls. */
  | { readonly code: 'behind-proxy'; readonly program: string }
  /** Ask for another path that the proxy limits together with that of the calls. */
  | { readonly code: 'limited-bystander'; readonly program: string }
  /** Run the check again: the search for the cause was interrupted. */
  | { readonly code: 'finish-probes' }
  /** Name a bystander that does other work than the calls. */
  | { readonly code: 'other-bystander'; readonly path: string }
  /** Install what reads stacks. */
  | { readonly code: 'install-tool'; readonly tool: StackTool }
  /** More calls at once: these leave open how many the server serves at a time. */
  | { readonly code: 'more-calls'; readonly calls: number }
  /** A request that makes the server wait without computing: now it used so many cores. */
  | { readonly code: 'wait-only'; readonly cores?: number }
  /** Repeat on a machine that has nothing else to do. */
  | { readonly code: 'quiet-machine' };
