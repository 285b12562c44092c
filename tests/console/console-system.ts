import { type LocalStripe, startLocalStripe } from "local-stripe";

import { type Console, startConsole } from "../../console/server/start-console";
import { type OperatedSystem, startOperatedSystem } from "../cli/operated-system";
import { signingSecret } from "../end-to-end/local-run";

/** tests/fixtures/operating.ts on the local cloud, a local Stripe before it, and a console. */
export interface ConsoleSystem extends OperatedSystem {
    web: Console;
    stripe: LocalStripe;
    /** Asks the console's API as its page does. */
    ask(method: "GET" | "POST", path: string, body?: object): Promise<{ status: number; body: unknown }>;
    /** Has the handler do what it failed. */
    mend(): Promise<void>;
}

/** Starts it; `options` are the console's. */
export async function startConsoleSystem({ readOnly = false } = {}): Promise<ConsoleSystem> {
    const system = await startOperatedSystem({ maxRetries: 2 });
    const { run } = system;
    const stripe = await startLocalStripe({ port: 0 });
    stripe.registerEndpoint({
        id: "we_program",
        url: run.outputs.webhookUrl,
        secret: signingSecret,
        enabledEvents: ["*"],
    });
    // The clients of the test write into theirs.
    const deployment = structuredClone({ outputs: run.outputs, aws: run.aws });
    const web = await startConsole({
        port: 0,
        readOnly,
        findDeployment: async () => deployment,
        stripeUrl: stripe.url,
    });
    const { origin } = new URL(web.url);
    const entered = await fetch(web.url, { redirect: "manual" });
    const [cookie = ""] = entered.headers.get("set-cookie")?.split(";") ?? [];
    return {
        ...system,
        web,
        stripe,
        async ask(method, place, body) {
            const headers = { cookie, origin, "content-type": "application/json" };
            const init = { method, headers, body: body && JSON.stringify(body) };
            const response = await fetch(`${origin}/api${place}`, init);
            return { status: response.status, body: await response.json() };
        },
        mend: () => run.change({ mended: "true" }),
        async stop() {
            await web.close();
            await stripe.close();
            await system.stop();
        },
    };
}
