/** What a function of the stack is for: the webhook's receiver, events, changes of the state, or staying in step. */
export type FunctionRole = "receiver" | "subscription" | "change-subscription" | "sync";
