import { CommandError } from "local-cloud/command";
import { previousAttributes } from "local-stripe";
import { eventTypes, makeEvent, type MadeEventType, newId, setPath, type StripeEvent } from "stripe-events";

import type { ShownItem } from "./stack-client";

type Fields = Record<string, unknown>;

/**
 * Makes the next event of an object: that of its update, with `previous_attributes` of what changed.
 *
 * @param set what changes, by path. @default a subscription ends with its period or no longer does, what has `active` is
 *     switched, and others get an entry in their metadata
 * @param now in seconds since the epoch
 * @throws CommandError where Stripe has no such event, or nothing would change
 */
export function changeObject(
    item: ShownItem,
    { set, now }: { set?: Readonly<Fields> | undefined; now: number },
): StripeEvent {
    const { kind, objectId, account, livemode, deleted, eventCreated } = item;
    if (deleted) {
        throw new CommandError(`${objectId} is deleted: Stripe tells of no change of it`);
    }
    const before = item.object;
    const event = makeEvent(findUpdate(kind), {
        created: Math.max(now, eventCreated + 1),
        livemode,
        ...(account !== "platform" && { account }),
    });
    const next = { ...event, data: { object: structuredClone(before) } } as unknown as Fields & {
        data: { object: Fields; previous_attributes?: Fields };
    };
    for (const [path, value] of Object.entries(set ?? suggestChange(kind, before))) {
        try {
            setPath(next, path, value);
        } catch (error) {
            throw new CommandError(`--set: ${(error as Error).message}`);
        }
    }
    const previous = previousAttributes(before, next.data.object);
    if (previous === undefined) {
        throw new CommandError(`--set changes nothing: ${objectId} has that already`);
    }
    next.data.previous_attributes = { ...previous, ...next.data.previous_attributes };
    return next as unknown as StripeEvent;
}

/** The type of event that tells of an update of a kind. */
function findUpdate(kind: string): MadeEventType {
    const updates = eventTypes.filter((type) => type.endsWith(".updated"));
    const type =
        updates.find((one) => one === `${kind}.updated`) ??
        updates.find((one) => (makeEvent(one).data.object as { object: string }).object === kind);
    if (type === undefined) {
        throw new CommandError(
            `Stripe has no event for any change of a ${kind}: name an event type, with --set id=… for the object`,
        );
    }
    return type;
}

function suggestChange(kind: string, object: Fields): Fields {
    if (kind === "subscription") {
        return { cancel_at_period_end: object.cancel_at_period_end !== true };
    }
    return typeof object.active === "boolean"
        ? { active: !object.active }
        : { metadata: { ...(object.metadata as Fields | undefined), changed: newId("event", Math.random).slice(-8) } };
}
