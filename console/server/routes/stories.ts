import type { Deployment } from "../../../cli/deployment";
import type { Facts } from "../../../cli/events/open-facts";
import { readStory } from "../../../cli/events/read-story";
import type { EventStory, ObjectStory } from "../../../cli/events/story";
import { listCustomerObjects, readCustomer } from "../../../cli/state/read-customer";
import type { CustomerView } from "../../model/customer";
import { findPayload } from "../find-payload";
import { describeStory } from "../describe-story";
import { listVersions } from "../list-versions";
import type { Route } from "../route";
import { createReadStripeEvent, findStripe } from "../stripe-events";

/** What became of one event, one object, one customer. */
export function storyRoutes(facts: Facts, { aws }: Deployment, stripeUrl: string | undefined): Route[] {
    const stripe = findStripe(stripeUrl, aws.endpoint !== undefined);
    const readStripeEvent = createReadStripeEvent(stripe);
    return [
        {
            method: "GET",
            path: "/events/:id",
            async answer({ params: { id = "" }, query }) {
                const account = query.get("account") ?? undefined;
                const story = (await readStory(facts, id, { now: Date.now(), account })) as EventStory;
                return describeStory(story, await findPayload(facts, story, { stripe, readStripeEvent, account }));
            },
        },
        {
            method: "GET",
            path: "/objects/:id",
            async answer({ params: { id = "" }, query }) {
                const account = query.get("account") ?? undefined;
                const story = (await readStory(facts, id, { now: Date.now(), account })) as ObjectStory;
                return listVersions(facts, story, { readStripeEvent, account });
            },
        },
        {
            method: "GET",
            path: "/customers/:id",
            async answer({ params: { id = "" }, query }): Promise<CustomerView> {
                const account = query.get("account") ?? undefined;
                const [{ customer, ...state }, objects] = await Promise.all([
                    readCustomer(facts, id, account),
                    listCustomerObjects(facts, id, account),
                ]);
                return {
                    ...state,
                    name: customer?.object.name ?? undefined,
                    email: customer?.object.email ?? undefined,
                    isDeleted: customer?.deleted === true,
                    objects,
                };
            },
        },
    ];
}
