/** A subscription that would settle the question, and what keeps it from doing so. */
export interface UnclearSubscription {
    subscriptionId: string;
    /** In words. */
    reason: string;
}

/** What `hasActiveSubscription` rejects with when neither yes nor no is known to be right. */
export interface StateCannotTell extends Error {
    name: "StateCannotTell";
    subscriptions: readonly UnclearSubscription[];
}

/** Tells a question that the state cannot answer from a failure to read it. */
export function isStateCannotTell(error: unknown): error is StateCannotTell {
    return error instanceof Error && error.name === "StateCannotTell";
}

/** A plain Error with members of its own: a subclass made in a module does not survive Pulumi's closure serialization. */
export function stateCannotTell(
    question: string,
    subscriptions: readonly UnclearSubscription[],
    remedy: string,
): StateCannotTell {
    const reasons = subscriptions.map(({ subscriptionId, reason }) => `${subscriptionId}: ${reason}`).join("; ");
    return Object.assign(new Error(`the state cannot tell ${question} (${reasons})${remedy}`), {
        name: "StateCannotTell" as const,
        subscriptions,
    });
}
