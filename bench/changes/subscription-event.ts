/** The first event of a subscription. */
export function makeSubscriptionEvent(name: string, index: number, isPoison = false) {
    return {
        id: `evt_${name}${index}`,
        object: "event",
        type: "customer.subscription.created",
        created: 1000,
        livemode: false,
        data: {
            object: {
                id: `sub_${name}${index}`,
                object: "subscription",
                customer: `cus_${name}${index}`,
                status: "active",
                metadata: isPoison ? { poison: "yes" } : {},
            },
        },
    };
}
