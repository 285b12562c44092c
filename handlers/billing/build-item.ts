import type { Hash } from "./canonical";
import type { History } from "./history";
import { customerKeyOf, kindKeyOf, statusKeyOf } from "./index-keys";
import { objectKeyOf, type BillingItem } from "./item";
import { memoryOf } from "./item-memory";
import { customerOf, idOf, type Seen } from "./object-event";
import type { Settled } from "./same-second";
import { isName, type Subject } from "./subject";

/** The item of a history whose last event is settled. */
export function itemOf(
    subject: Pick<Subject, "account" | "objectId">,
    history: History,
    { winner, ambiguous }: Pick<Settled, "winner" | "ambiguous">,
    version: number,
): BillingItem {
    const { account, objectId } = subject;
    const { kind, object } = winner;
    const deleted = history.era.finality === 2;
    const customerId = customerOf(kind, object) ?? (deleted ? history.customer?.customerId : undefined);
    const status = statusOf(winner, deleted);
    const owner = customerId ?? paymentOf(object);
    return {
        objectKey: objectKeyOf({ account, kind, objectId }),
        account,
        objectId,
        kind,
        ...(customerId !== undefined && { customerId }),
        ...(status !== undefined && { status }),
        livemode: winner.livemode,
        deleted,
        object,
        ...(winner.truncated && { truncated: true }),
        eventId: winner.id,
        eventType: winner.type,
        eventCreated: winner.created,
        ...(owner !== undefined && { customerKey: customerKeyOf(account, owner) }),
        kindKey: kindKeyOf(kind, objectId),
        ...(status !== undefined && { statusKey: statusKeyOf(account, kind, status) }),
        version,
        memory: memoryOf(history, winner),
        ...(ambiguous && { ambiguous: true }),
    };
}

function statusOf({ object }: Seen, deleted: boolean): string | undefined {
    if (deleted) {
        return "deleted";
    }
    if (isName(object.status)) {
        return object.status;
    }
    return typeof object.active === "boolean" ? (object.active ? "active" : "inactive") : undefined;
}

/** The charge that an object belongs to (`py_…` where it was no card's), else the payment intent. */
function paymentOf({ charge, payment_intent }: Hash): string | undefined {
    const chargeId = idOf(charge);
    return chargeId !== undefined && /^(ch|py)_/.test(chargeId) ? chargeId : idOf(payment_intent);
}
