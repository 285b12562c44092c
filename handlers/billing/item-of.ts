import type { History } from "./history";
import { objectKeyOf, type BillingItem } from "./item";
import { memoryOf } from "./memory";
import { customerOf, type Seen } from "./seen";
import type { Settled } from "./settle";
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
        ...(customerId !== undefined && { customerKey: `${account}#${customerId}` }),
        kindKey: `${kind}#${objectId}`,
        ...(status !== undefined && { statusKey: `${account}#${kind}#${status}` }),
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
