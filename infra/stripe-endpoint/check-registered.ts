import * as pulumi from "@pulumi/pulumi";

import { isThinSelector } from "../selectors/selector";

const remedy =
    'create an event destination with thin events at Stripe, and put its secret into signingSecrets: run "pulumi config set ' +
    '--secret --path signingSecrets.thin" (docs/doors.md)';

/**
 * Refuses to register an endpoint that would be sent nothing, since Stripe sends thin events to event destinations alone.
 *
 * @param hasOthers whether the stack has secrets of other endpoints
 * @returns what to warn of: that subscriptions select thin events, and nothing but that endpoint is known
 */
export function checkRegistered(selectors: readonly string[], hasOthers: boolean): string | undefined {
    const thin = selectors.filter(isThinSelector);
    if (thin.length > 0 && thin.length === selectors.length) {
        throw new pulumi.RunError(
            `registerEndpoint is true, but subscriptions select thin events alone (${thin.join(", ")}), which a registered ` +
                `endpoint is not sent: run "pulumi config set registerEndpoint false", and ${remedy}`,
        );
    }
    return thin.length > 0 && !hasOthers
        ? `the endpoint that this stack registers is not sent thin events (${thin.join(", ")}): ${remedy}`
        : undefined;
}
