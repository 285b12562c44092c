import { createWriter, type Choose, type Hash, type Life, type Writer } from "./life";

/** The kinds of objects that lives are made of. */
export const kinds = ["subscription", "invoice", "customer", "product", "refund", "coupon", "payment_intent"] as const;

export type Kind = (typeof kinds)[number];

/** The life of one object of the given kind, made from chance alone. */
export function makeLife(kind: Kind, choose: Choose): Life {
    return makers[kind](choose);
}

const makers: Record<Kind, (choose: Choose) => Life> = {
    subscription: subscriptionLife,
    invoice: invoiceLife,
    customer: customerLife,
    product: productLife,
    refund: refundLife,
    coupon: couponLife,
    payment_intent: paymentIntentLife,
};

function subscriptionLife(choose: Choose): Life {
    const writer = createWriter(
        {
            id: "sub_1",
            object: "subscription",
            customer: "cus_1",
            status: pick(choose, ["active", "trialing", "incomplete"]),
            cancel_at_period_end: false,
            canceled_at: null,
            pause_collection: null,
            items: { object: "list", data: [{ id: "si_1", quantity: 1 }] },
            metadata: {},
        },
        choose,
    );
    const updated = ["customer.subscription.updated"];
    writer.show("customer.subscription.created");
    repeat(choose(6), () => {
        writer.step();
        writer.change((object) => {
            const changes = [
                () => void (object.status = pick(choose, ["active", "past_due", "unpaid", "trialing"])),
                () => void (object.cancel_at_period_end = object.cancel_at_period_end !== true),
                () => void (object.items = { object: "list", data: [{ id: "si_1", quantity: 1 + choose(3) }] }),
                () =>
                    void (object.pause_collection =
                        object.pause_collection === null ? { behavior: "void", resumes_at: null } : null),
                () => setMetadata(object, choose),
            ];
            repeat(1 + choose(2), () => pick(choose, changes)());
        }, updated);
    });
    if (choose(2) === 0) {
        const at = writer.step();
        Object.assign(writer.object, { status: "canceled", canceled_at: at });
        writer.show("customer.subscription.deleted");
        repeat(choose(4), () => {
            writer.step();
            writer.change((object) => setMetadata(object, choose), updated);
        });
    }
    return lived("subscription", writer);
}

function invoiceLife(choose: Choose): Life {
    const writer = createWriter(
        {
            id: "in_1",
            object: "invoice",
            customer: "cus_1",
            status: "draft",
            number: null,
            attempt_count: 0,
            amount_paid: 0,
            description: null,
            metadata: {},
        },
        choose,
    );
    const updated = ["invoice.updated"];
    const edit = () => {
        writer.step();
        writer.change((object) => {
            setMetadata(object, choose);
            object.description = pick(choose, [null, "a", "b"]);
        }, updated);
    };
    const move = (changes: Hash, shown: readonly string[]) => {
        writer.step();
        writer.change((object) => void Object.assign(object, changes), updated, shown);
    };
    writer.show("invoice.created");
    repeat(choose(3), edit);
    if (choose(5) === 0) {
        return deleted("invoice", writer, "invoice.deleted");
    }
    if (choose(6) > 0) {
        move({ status: "open", number: "A-1" }, ["invoice.finalized"]);
        repeat(choose(3), (attempt) => move({ attempt_count: attempt + 1 }, ["invoice.payment_failed"]));
        if (choose(4) === 0) {
            move({ status: "uncollectible" }, ["invoice.marked_uncollectible"]);
        }
        if (choose(3) > 0) {
            const [change, shown] = pick<[Hash, string[]]>(choose, [
                [{ status: "paid", amount_paid: 100 }, ["invoice.paid", "invoice.payment_succeeded"]],
                [{ status: "void" }, ["invoice.voided"]],
            ]);
            move(change, shown);
        }
        repeat(choose(2), edit);
    }
    return lived("invoice", writer);
}

function customerLife(choose: Choose): Life {
    const writer = createWriter(
        { id: "cus_1", object: "customer", email: "a@example.com", address: null, balance: 0, metadata: {} },
        choose,
    );
    writer.show("customer.created");
    repeat(choose(6), () => {
        writer.step();
        writer.change(
            (object) => {
                const changes = [
                    () => void (object.email = pick(choose, ["a@example.com", "b@example.com", null])),
                    () =>
                        void (object.address = pick(choose, [
                            null,
                            { city: "A", line1: "1" },
                            { city: "B", line1: "1" },
                        ])),
                    () => void (object.balance = choose(3) * 100),
                    () => setMetadata(object, choose),
                ];
                repeat(1 + choose(2), () => pick(choose, changes)());
            },
            ["customer.updated"],
        );
    });
    return choose(2) === 0 ? deleted("customer", writer, "customer.deleted") : lived("customer", writer);
}

function productLife(choose: Choose): Life {
    const writer = createWriter(
        { id: "prod_1", object: "product", active: true, name: "a", created: 1_699_999_999, metadata: {} },
        choose,
    );
    writer.show("product.created");
    repeat(choose(5), () => {
        writer.step();
        writer.change(
            (object) => {
                object.active = choose(2) === 0;
                object.name = pick(choose, ["a", "b", "c"]);
            },
            ["product.updated"],
        );
    });
    return choose(2) === 0 ? deleted("product", writer, "product.deleted") : lived("product", writer);
}

/** A refund is reported twice, under its own name and under its charge's. */
function refundLife(choose: Choose): Life {
    const writer = createWriter(
        { id: "re_1", object: "refund", status: "pending", charge: "ch_1", metadata: {} },
        choose,
    );
    writer.show("refund.created");
    repeat(choose(5), () => {
        writer.step();
        writer.change(
            (object) => {
                if (object.status === "pending" && choose(3) === 0) {
                    object.status = pick(choose, ["succeeded", "failed"]);
                } else {
                    setMetadata(object, choose);
                }
            },
            ["refund.updated", "charge.refund.updated"],
        );
    });
    return lived("refund", writer);
}

/** A coupon's id is its owner's choice, and free again once the coupon is deleted. */
function couponLife(choose: Choose): Life {
    const writer = createWriter(
        { id: "WELCOME", object: "coupon", created: 0, name: "a", valid: true, metadata: {} },
        choose,
    );
    const live = () => {
        writer.object.created = writer.step();
        writer.show("coupon.created");
        repeat(choose(3), () => {
            writer.step();
            writer.change((object) => void (object.name = pick(choose, ["a", "b", "c"])), ["coupon.updated"]);
        });
    };
    live();
    if (choose(2) === 0) {
        return lived("coupon", writer);
    }
    writer.step();
    writer.show("coupon.deleted");
    if (choose(2) === 0) {
        return { kind: "coupon", events: writer.events, truth: { deleted: true, object: writer.object }, told: true };
    }
    writer.pass();
    live();
    return lived("coupon", writer);
}

/** A payment intent's events never tell what changed. */
function paymentIntentLife(choose: Choose): Life {
    const writer = createWriter(
        {
            id: "pi_1",
            object: "payment_intent",
            customer: "cus_1",
            status: "requires_payment_method",
            amount_received: 0,
        },
        choose,
    );
    writer.show("payment_intent.created");
    const attempts = [
        ["requires_action", "payment_intent.requires_action"],
        ["processing", "payment_intent.processing"],
        ["requires_payment_method", "payment_intent.payment_failed"],
    ] as const;
    repeat(choose(4), () => {
        const [status, type] = pick(choose, attempts);
        writer.step();
        writer.object.status = status;
        writer.show(type);
    });
    if (choose(3) > 0) {
        writer.step();
        const succeeds = choose(3) > 0;
        Object.assign(writer.object, succeeds ? { status: "succeeded", amount_received: 100 } : { status: "canceled" });
        writer.show(succeeds ? "payment_intent.succeeded" : "payment_intent.canceled");
    }
    return { ...lived("payment_intent", writer), told: false };
}

function lived(kind: Kind, { events, object }: Writer): Life {
    return { kind, events, truth: { deleted: false, object }, told: true };
}

function deleted(kind: Kind, writer: Writer, type: string): Life {
    writer.step();
    writer.show(type);
    return { ...lived(kind, writer), truth: { deleted: true, object: writer.object } };
}

/** A metadata key that comes, changes and goes. */
function setMetadata(object: Hash, choose: Choose): void {
    const metadata: Hash = { ...(object.metadata as Hash) };
    const key = pick(choose, ["a", "b"]);
    const value = pick(choose, ["1", "2", undefined]);
    delete metadata[key];
    object.metadata = value === undefined ? metadata : { ...metadata, [key]: value };
}

function pick<T>(choose: Choose, values: readonly T[]): T {
    return values[choose(values.length)] as T;
}

function repeat(times: number, action: (index: number) => void): void {
    for (let index = 0; index < times; index += 1) {
        action(index);
    }
}
