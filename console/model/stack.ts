/** What the page knows of the stack before anything else. */
export interface StackView {
    /** Such as `the local cloud`, or the stack's name. */
    place: string;
    region: string;
    /** Whether it runs on this machine: then test events can be sent, and stories told. */
    isLocal: boolean;
    /** Whether there is a local Stripe. */
    hasStripe: boolean;
    isReadOnly: boolean;
    subscriptions: string[];
    /** Event types that a test event can have. */
    eventTypes: string[];
    stories: { name: string; about: string }[];
}
