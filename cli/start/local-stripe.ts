import path from "node:path";

import { CommandError, type Project } from "local-cloud/command";
import { type DeliveryLine, type LocalStripe, startLocalStripe } from "local-stripe";
import { localStripeKey } from "./local-stripe-key";
import { makeFolder } from "./make-folder";
import type { StartOptions } from "./options";

/** Another process has the file: https://sqlite.org/rescode.html#busy */
const sqliteBusy = 5;

/** The id of the endpoint that is the program's webhook. */
const endpointId = "we_localProgram";

/** What the local Stripe is started with. */
export interface StripeSettings {
    /** Where its file is kept; undefined keeps nothing. */
    folder: string | undefined;
    options: Pick<StartOptions, "stripePort" | "speed">;
    /** Is told of each attempt to deliver an event. */
    log: (line: DeliveryLine) => void;
}

/**
 * Starts the local Stripe. It delivers events once `registerWebhook` has said where the webhook is.
 *
 * @throws CommandError that names the port or the folder that cannot be had
 */
export async function startStripe({ folder, options, log }: StripeSettings): Promise<LocalStripe> {
    try {
        if (folder !== undefined) {
            await makeFolder(folder);
        }
        return await startLocalStripe({
            file: folder && path.join(folder, "stripe.sqlite"),
            port: options.stripePort,
            speed: options.speed,
            secretKey: localStripeKey,
            deliversLater: true,
            log,
        });
    } catch (error) {
        throw new CommandError(explain(error as NodeJS.ErrnoException, folder, options.stripePort));
    }
}

function explain({ code, message, cause }: NodeJS.ErrnoException, folder: string | undefined, port: number): string {
    if (code === "EADDRINUSE") {
        return `the port ${port} is in use: --stripe-port takes another for the local Stripe`;
    }
    if ((cause as { errcode?: number } | undefined)?.errcode === sqliteBusy) {
        return `${folder} is in use by another process: end it, or take another folder`;
    }
    return `the local Stripe cannot be started: ${message}`;
}

/** Has the local Stripe begin to deliver events: every one to the program's webhook, if it has one. */
export function registerWebhook(stripe: LocalStripe, webhookUrl: unknown, secret: string): void {
    if (typeof webhookUrl === "string") {
        stripe.registerEndpoint({ id: endpointId, url: webhookUrl, secret, enabledEvents: ["*"] });
    }
    stripe.deliver();
}

/** What functions need to reach the local Stripe; nothing when the project has a key of Stripe's own. */
export function stripeEnvironment({ name, config }: Project, url: string): Record<string, string> {
    return config[`${name}:stripeApiKey`] === localStripeKey ? { STRIPE_API_BASE: url } : {};
}
