import { CommandError } from "local-cloud/command";

import type { Deployment } from "../../../cli/deployment";
import { askForStory } from "../../../cli/story/ask-for-story";
import type { Route } from "../route";
import { sendTestEvent } from "../send-test-event";

/** What only a system on this machine is asked for: test events, and stories of the local Stripe. */
export function localRoutes(deployment: Deployment, stripeUrl: string | undefined): Route[] {
    return [
        {
            method: "POST",
            path: "/test-events",
            answer({ body }) {
                const { type, set } = body as Record<string, unknown>;
                return sendTestEvent(deployment, type, (set ?? {}) as Record<string, unknown>);
            },
        },
        {
            method: "POST",
            path: "/stories",
            async answer({ body }) {
                if (stripeUrl === undefined) {
                    throw new CommandError("There is no local Stripe here to tell a story.");
                }
                return askForStory(stripeUrl, body as object, () => undefined);
            },
        },
    ];
}
