import type { Scene } from "../scene";
import type { EventData, EventObject, EventType } from "../event-data";

/** For event types, what their event holds. */
export type Catalogue<T extends EventType> = { readonly [K in T]: (scene: Scene) => EventData<EventObject<K>> };

/** A key that is not one of Stripe's types fails the type check. */
export function defineEvents<T extends EventType>(builders: Catalogue<T>): Catalogue<T> {
    return builders;
}
