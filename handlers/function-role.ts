/** What a function of the stack is for: the webhook's receiver, events, changes of the state, staying in step, or alerts. */
export type FunctionRole = "receiver" | "subscription" | "change-subscription" | "sync" | "alert";
