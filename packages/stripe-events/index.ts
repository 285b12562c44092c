/** Stripe's events, made up: each on its own, or as the whole life of an object. */
export { eventTypes, isMadeEventType, type MadeEventType } from "./src/event-types";
export type { JsonShape } from "./src/event-data";
export { newId, type IdKind } from "./src/ids";
export { seededChooser } from "./src/lives/chooser";
export type { Choose, Hash, Life, LifeEvent } from "./src/lives/life";
export { kinds, makeLife, type Kind } from "./src/lives/lives";
/** One builder for each of Stripe's objects. */
export * as objects from "./src/objects";
export { makeEvent, type MakeEventOptions, type StripeEvent } from "./src/make-event";
export { createScene, type Offer, type Person, type Scene } from "./src/scene";
export { between, pick, randomText, seededRandom, type Random } from "./src/random";
export { setPath } from "./src/set-path";
export { sign } from "./src/sign";
