export { eventTypes, isMadeEventType, type MadeEventType } from "./event-types";
export { makeEvent, type MakeEventOptions, type StripeEvent } from "./make-event";
export { seededRandom, type Random } from "./random";
export { sign } from "./sign";
