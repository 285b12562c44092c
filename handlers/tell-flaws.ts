import type { SecretFlaw } from "./signing-secret-value";
import type { Telemetry } from "./telemetry";

/** Says in the log what cannot be right in the secret store, and what to do; an answer to a request never does. */
export function tellFlaws(telemetry: Telemetry, flaws: readonly SecretFlaw[]): void {
    for (const { endpoint, reason } of flaws) {
        const which = endpoint === undefined ? "the secret store's value" : `the signing secret "${endpoint}"`;
        telemetry.error(`${which} cannot be right, and verifies nothing: ${reason}`, undefined, {
            endpoint,
            remedy: "set what Stripe shows for the endpoint (signingSecret or signingSecrets), then pulumi up",
        });
    }
}
