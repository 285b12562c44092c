/** A subscription, and whether it is called. */
export interface SubscriptionView {
    name: string;
    paused: boolean;
    /** How many dead letters it has: what came while it was paused, if it is one of the bus, is among them. */
    letters: number;
    /** Where what comes waits while it is paused; of one that is not, also until when what comes now would. */
    backlog: string;
}

/** What came of going on. */
export interface ResumeResult {
    /** How many events that came meanwhile were given to it. */
    redriven: number;
    /** Why it ended early. */
    failure?: string;
}
