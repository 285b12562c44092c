/** Stripe's events, made up: each on its own, or as the whole life of an object. */
export { eventTypes, isMadeEventType, type MadeEventType } from "./src/event-types";
export { newId, type IdKind } from "./src/ids";
export { seededChooser } from "./src/lives/chooser";
export type { Choose, Hash, Life, LifeEvent } from "./src/lives/life";
export { kinds, makeLife, type Kind } from "./src/lives/lives";
export { makeEvent, type MakeEventOptions, type StripeEvent } from "./src/make-event";
export { seededRandom, type Random } from "./src/random";
export { sign } from "./src/sign";
