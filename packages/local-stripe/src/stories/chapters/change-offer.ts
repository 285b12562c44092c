import type { Offer } from "stripe-events/objects";

import { pricing } from "../offers";
import { scene } from "../subscriber";
import type { World } from "../world";
import type { Subscribed } from "./subscribe";

/** The customer has another offer from now on. Returns what that changes of the subscription. */
export function changeOffer(world: World, { who, id }: Subscribed, offer: Offer): { items: object } {
    who.offer = offer;
    const { items } = world.get("subscription", id) as unknown as { items: { data: object[] } };
    const sold = pricing(world, scene(world, who));
    return { items: { ...items, data: items.data.map((item) => ({ ...item, ...sold })) } };
}
