/** The stories that local Stripe tells, by name, without local Stripe itself. */
export { stories } from "./src/stories/stories";
export type { Story } from "./src/stories/story";
export type { Made, Told } from "./src/stories/tell-stories";
