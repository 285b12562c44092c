import { createScene, newId, objects, type Offer, type Scene, seededRandom } from "stripe-events";

import type { StripeObject } from "../state/stripe-object";
import type { World } from "./world";

/** What the made-up business sells, by the week and seat. */
export const offers = {
    starter: { name: "Starter", amount: 900 },
    pro: { name: "Pro", amount: 2900 },
    business: { name: "Business", amount: 9900 },
} as const satisfies Record<string, Offer>;

/** An offer's ids: the same in all stories, since all customers buy the same. */
export function offerIds({ name }: Offer): { product: string; price: string } {
    const random = seededRandom(`offer ${name}`);
    return { product: newId("product", random), price: newId("price", random) };
}

/** Puts an offer on sale, unless it is. */
export function sell(world: World, offer: Offer): void {
    const ids = offerIds(offer);
    if (world.has("product", ids.product)) {
        return;
    }
    // Its own chance: whether it was on sale before changes nothing else of a story.
    const random = seededRandom(offer.name);
    const scene = { ...createScene({ random, now: world.now, age: 0, livemode: false, ids }), offer };
    const text = `The ${offer.name} plan, billed weekly per seat`;
    world.create({ ...objects.product(scene), default_price: null, description: text }, "product.created");
    world.create(weekly(objects.price(scene)), "price.created");
    world.update("product", ids.product, { default_price: ids.price }, "product.updated");
}

/** The price and the plan of an offer, as they stand in a subscription's item. Puts it on sale, unless it is. */
export function pricing(
    world: World,
    scene: Scene,
): { price: StripeObject; plan: ReturnType<typeof objects.plan> & { interval: string } } {
    sell(world, scene.offer);
    const sold = world.get("price", offerIds(scene.offer).price);
    return { price: sold, plan: { ...objects.plan(scene, sold.created as number), interval: "week" } };
}

function weekly(monthly: ReturnType<typeof objects.price>) {
    return {
        ...monthly,
        lookup_key: monthly.lookup_key?.replace("monthly", "weekly") ?? null,
        recurring: monthly.recurring && { ...monthly.recurring, interval: "week" },
    };
}
