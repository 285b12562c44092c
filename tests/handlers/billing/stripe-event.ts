type Hash = Record<string, unknown>;

export interface EventOptions {
    id?: string;
    type?: string;
    created?: number;
    previous?: Hash;
    apiVersion?: string | null;
    account?: string;
    livemode?: boolean;
}

/** A Stripe event about `object`; by default an update of a subscription in second 1000. */
export function stripeEvent(object: Hash, options: EventOptions = {}): Hash {
    const { id = "evt_1", type = "customer.subscription.updated", created = 1000, livemode = false } = options;
    const { previous, apiVersion = "2026-08-26.dahlia", account } = options;
    return {
        id,
        object: "event",
        type,
        created,
        livemode,
        api_version: apiVersion,
        ...(account !== undefined && { account }),
        data: { object, ...(previous !== undefined && { previous_attributes: previous }) },
    };
}

/** A subscription, active unless told otherwise. */
export function subscription(changes: Hash = {}): Hash {
    return { id: "sub_1", object: "subscription", customer: "cus_1", status: "active", metadata: {}, ...changes };
}

/** A customer. */
export function customer(changes: Hash = {}): Hash {
    return { id: "cus_1", object: "customer", email: "a@example.com", metadata: {}, ...changes };
}

/** An invoice, draft unless told otherwise. */
export function invoice(changes: Hash = {}): Hash {
    return { id: "in_1", object: "invoice", customer: "cus_1", status: "draft", attempt_count: 0, ...changes };
}
