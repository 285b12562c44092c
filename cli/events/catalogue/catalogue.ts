import type { Scene } from "../scene";
import type { EventData, EventObject, EventType } from "../wire";

/** For event types, what their event holds. A key that is not one of Stripe's types fails the type check. */
export type Catalogue = { readonly [T in EventType]?: (scene: Scene) => EventData<EventObject<T>> };
