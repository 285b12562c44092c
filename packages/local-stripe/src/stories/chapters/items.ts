import type { World } from "../world";

interface Item {
    id: string;
}

/** Sets members of a subscription's items. Returns the items as they then stand in the subscription itself. */
export function changeItems(world: World, subscription: string, members: Readonly<Record<string, unknown>>): object {
    const { items } = world.get("subscription", subscription) as unknown as { items: { data: Item[] } };
    // Each is an object of its own too.
    items.data.forEach(({ id }) => world.update("subscription_item", id, members));
    return { ...items, data: items.data.map((item) => ({ ...item, ...members })) };
}
