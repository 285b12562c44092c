import type { Facts } from "../../cli/events/open-facts";
import type { ObjectStory } from "../../cli/events/story";
import type { ObjectEventView, ObjectView } from "../model/history";
import { readRemembered } from "./read-remembered";
import type { ReadStripeEvent } from "./stripe-events";

/** Of so many events Stripe's API is asked, the newest ones. */
const maxAsked = 50;

/**
 * An object's events, each with the object as the event shows it where that can be had: from the state table, which remembers
 * the object's last events, and from Stripe's API.
 */
export async function listVersions(
    { documents, outputs }: Pick<Facts, "documents" | "outputs">,
    { objectId, searched, events, object }: ObjectStory,
    { readStripeEvent, account }: { readStripeEvent: ReadStripeEvent; account?: string },
): Promise<ObjectView> {
    const item = object?.item;
    const remembered =
        item === undefined ? [] : await readRemembered(documents, outputs.stateTableName, item.objectKey);
    const told = new Set(events.map(({ eventId }) => eventId));
    const views: ObjectEventView[] = [
        ...remembered
            .filter(({ id }) => !told.has(id))
            .map(({ id, type, created }) => ({ eventId: id, eventType: type, at: created * 1000 })),
        ...events,
    ];
    const asked = new Set(views.slice(-maxAsked));
    const versions = await Promise.all(
        views.map(async (view): Promise<ObjectEventView> => {
            const its = remembered.find(({ id }) => id === view.eventId);
            if (its !== undefined) {
                const { created, object: version, previous } = its;
                return { ...view, created, object: version, previous, from: "the state table" };
            }
            const event = asked.has(view) ? await readStripeEvent(view.eventId, account) : undefined;
            return event === undefined
                ? view
                : {
                      ...view,
                      created: event.created,
                      object: event.data.object,
                      previous: event.data.previous_attributes,
                      from: "Stripe's API",
                  };
        }),
    );
    return {
        objectId,
        kind: item?.kind,
        status: item?.status,
        customerId: item?.customerId,
        searchedFrom: searched.from,
        current: item?.object,
        events: sortByCreation(versions),
    };
}

/** Events arrive in any order. One whose creation is not known stays behind the one that it was recorded after. */
function sortByCreation(versions: readonly ObjectEventView[]): ObjectEventView[] {
    let last = 0;
    return versions
        .map((version) => ({ version, created: (last = version.created ?? last) }))
        .sort((one, other) => one.created - other.created)
        .map(({ version }) => version);
}
