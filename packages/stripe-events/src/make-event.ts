import Stripe from "stripe";

import { catalogue, type MadeEventType } from "./event-types";
import { newId, type IdKind } from "./ids";
import type { Random } from "./random";
import { createScene, type Scene } from "./scene";
import { setPath } from "./set-path";
import type { EventData, EventObject, JsonShape } from "./event-data";

/** What may be decided about an event; the rest is drawn. */
export interface MakeEventOptions {
    /**
     * Values by path: see `setPath`.
     * @example { status: "past_due", "metadata.plan": "pro", "data.object.id": "sub_1" }
     */
    set?: Readonly<Record<string, unknown>>;
    /** When it happens, in seconds since the epoch. @default now */
    created?: number;
    /** Where ids, names and amounts are drawn from; see `seededRandom`. @default Math.random */
    random?: Random;
    /** The connected account that it is about. @default none: the platform itself */
    account?: string;
    /** @default false */
    livemode?: boolean;
    /** Ids that parts of the event are to have, so that several events are about the same things. */
    ids?: Partial<Readonly<Record<IdKind, string>>>;
}

/** An event as Stripe posts it. */
export interface StripeEvent<T extends MadeEventType = MadeEventType> extends Omit<
    JsonShape<Stripe.EventBase>,
    "data"
> {
    type: T;
    data: EventData<EventObject<T>>;
}

/**
 * Makes an event of the type `type` in the shape of the Stripe API's version that the library knows.
 *
 * @throws Error when a path in `options.set` leads nowhere
 */
export function makeEvent<T extends MadeEventType>(type: T, options: MakeEventOptions = {}): StripeEvent<T> {
    const { set = {}, random = Math.random, account, ids } = options;
    const now = options.created ?? (typeof set.created === "number" ? set.created : Math.floor(Date.now() / 1000));
    const livemode = options.livemode ?? set.livemode === true;
    const scene = createScene({ random, now, age: chooseAge(type), livemode, ids });
    const build = catalogue[type] as (scene: Scene) => EventData<EventObject<T>>;
    const event: StripeEvent<T> = {
        id: scene.id("event"),
        object: "event",
        ...(account === undefined ? {} : { account }),
        api_version: Stripe.API_VERSION,
        created: now,
        data: build(scene),
        livemode,
        pending_webhooks: 1,
        request: isScheduled(type)
            ? { id: null, idempotency_key: null }
            : { id: newId("request", random), idempotency_key: scene.text(24) },
        type,
    };
    if (Object.keys(set).length === 0) {
        return event;
    }
    // Builders share what never changes, such as addresses; a copy keeps what is set to this one event.
    const copy = structuredClone(event);
    for (const [path, value] of Object.entries(set)) {
        setPath(copy as unknown as Record<string, unknown>, path, value);
    }
    return copy;
}

/** How many seconds old the object of an event of the type `type` is. */
function chooseAge(type: MadeEventType): number {
    if (/\.(created|attached|opened)$/.test(type) || /^charge\.(succeeded|failed|pending)$/.test(type)) {
        return 0;
    }
    if (/^(checkout|payment_intent|setup_intent|source)\./.test(type)) {
        return 60;
    }
    const hour = 60 * 60;
    return type.startsWith("invoice.") ? hour : 12 * 24 * hour;
}

/** Whether Stripe itself sends an event of the type `type`, when its time has come, and not on a request. */
function isScheduled(type: MadeEventType): boolean {
    return /\.(upcoming|will_be_due|overdue|expired|expiring|trial_will_end|available|automatically_updated)$/.test(
        type,
    );
}
