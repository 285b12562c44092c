import type { Step } from "../rehearsal";
import { sendEvent } from "../send-event";

/** The whole way of an event, through what the engine deployed. */
export const event: Step = {
    name: "a signed event",
    async run(rehearsal) {
        const { id } = await sendEvent(rehearsal);
        return `${id} is applied`;
    },
};
