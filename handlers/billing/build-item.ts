import type { Hash } from "./canonical";
import type { History } from "./history";
import { makeCustomerKey, makeStatusKey } from "./index-keys";
import { makeObjectKey, type BillingItem } from "./item";
import { rememberHistory } from "./item-memory";
import { readCustomerAccountId, readCustomerId, readId, type ObjectEvent } from "./object-event";
import { isRead } from "./read";
import type { Resolution } from "./same-second";
import { isName, type Subject } from "./subject";

/** Makes the item of a history whose last event is known. */
export function buildItem(
    subject: Pick<Subject, "account" | "objectId">,
    history: History,
    { winner, ambiguous }: Pick<Resolution, "winner" | "ambiguous">,
    version: number,
): BillingItem {
    const { account, objectId } = subject;
    const { kind, object } = winner;
    const deleted = history.era.finality === 2 || (isRead(winner) && object.deleted === true);
    const customerId = readCustomerId(kind, object) ?? (deleted ? history.customer?.customerId : undefined);
    const status = readStatus(winner, deleted);
    const owner = customerId ?? readPaymentId(object);
    const customerAccount = readCustomerAccountId(kind, object);
    return {
        objectKey: makeObjectKey({ account, kind, objectId }),
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
        ...(owner !== undefined && { customerKey: makeCustomerKey(account, owner) }),
        ...(status !== undefined && { statusKey: makeStatusKey(account, kind, status) }),
        ...(customerAccount !== undefined && { customerAccountKey: makeCustomerKey(account, customerAccount) }),
        version,
        memory: rememberHistory(history, winner),
        ...(ambiguous && { ambiguous: true }),
    };
}

function readStatus({ object }: ObjectEvent, deleted: boolean): string | undefined {
    if (deleted) {
        return "deleted";
    }
    if (isName(object.status)) {
        return object.status;
    }
    return typeof object.active === "boolean" ? (object.active ? "active" : "inactive") : undefined;
}

/** The charge that an object belongs to (`py_…` where it was no card's), else the payment intent. */
function readPaymentId({ charge, payment_intent }: Hash): string | undefined {
    const chargeId = readId(charge);
    return chargeId !== undefined && /^(ch|py)_/.test(chargeId) ? chargeId : readId(payment_intent);
}
