/** A subscription that would settle the question, and what keeps it from doing so. */
export interface UnclearSubscription {
    subscriptionId: string;
    /** In words. */
    reason: string;
}

/** What `hasActiveSubscription` and `hasFeature` reject with when neither yes nor no is known to be right. */
export interface StateCannotTell extends Error {
    name: "StateCannotTell";
    /** None where the question is of a feature. */
    subscriptions: readonly UnclearSubscription[];
}

/** Tells a question that the state cannot answer from a failure to read it. */
export function isStateCannotTell(error: unknown): error is StateCannotTell {
    return error instanceof Error && error.name === "StateCannotTell";
}

/** A plain Error with members of its own: a subclass made in a module does not survive Pulumi's closure serialization. */
export function stateCannotTell(
    question: string,
    {
        subscriptions = [],
        reason = subscriptions.map(({ subscriptionId, reason: why }) => `${subscriptionId}: ${why}`).join("; "),
        remedy,
    }: { subscriptions?: readonly UnclearSubscription[]; reason?: string; remedy: string },
): StateCannotTell {
    return Object.assign(new Error(`the state cannot tell ${question} (${reason})${remedy}`), {
        name: "StateCannotTell" as const,
        subscriptions,
    });
}
