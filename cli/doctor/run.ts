import { CommandError, type Terminal } from "local-cloud/command";
import { type Deployment, defaultStripeUrl, findDeployment } from "../deployment";
import { formatCount } from "../format-count";
import { localStripeKey } from "../sync/options";
import type { Check } from "./check";
import { lookAtEndpoint, type StripePlace } from "./look-at-endpoint";
import { lookAtLeftRules } from "./look-at-left-rules";
import { lookAtLocalProgram } from "./look-at-local-program";
import { lookAtLogRole } from "./look-at-log-role";
import { lookAtMachine } from "./look-at-machine";
import { lookAtSettings, readGatewaySettings } from "./look-at-settings";
import { lookAtAccount, lookAtPreview, lookAtPulumi } from "./look-at-stack";
import type { DoctorOptions } from "./options";
import { showCheck } from "./show";

/**
 * Does what `npm run doctor` was asked to, for the project in `folder`.
 *
 * @throws CommandError when something is wrong
 */
export async function runDoctor(options: DoctorOptions, terminal: Terminal, folder: string): Promise<void> {
    let wrong = 0;
    const report = (...checks: readonly Check[]) => {
        for (const check of checks) {
            wrong += check.verdict === "wrong" ? 1 : 0;
            terminal.result(check);
            showCheck(terminal, check);
        }
    };
    report(...(await lookAtMachine(folder, options)), ...lookAtSettings(folder, options.stack));
    if (options.stack === undefined) {
        report(...(await lookAtLocalProgram(folder, options)));
        const local = await findDeployment(options).catch(() => undefined);
        if (local !== undefined) {
            const { apiKey = localStripeKey, stripeUrl: url = defaultStripeUrl } = options;
            report(await lookAtLeftRules(local, options.mend === true), await lookAtEndpoint(local, { apiKey, url }));
        }
    } else {
        await lookAtStack(options.stack, options, folder, report);
    }
    if (wrong > 0) {
        throw new CommandError(`${formatCount(wrong, "thing")} ${wrong === 1 ? "is" : "are"} wrong`);
    }
}

async function lookAtStack(
    stack: string,
    { preview, mend = false, apiKey = process.env.STRIPE_API_KEY, stripeUrl }: DoctorOptions,
    folder: string,
    report: (...checks: readonly Check[]) => void,
): Promise<void> {
    const pulumi = await lookAtPulumi();
    report(pulumi);
    if (pulumi.verdict !== "ok") {
        return;
    }
    const { region, ...gateway } = readGatewaySettings(folder, stack);
    if (region !== undefined) {
        // Before the first pulumi up, which would fail.
        report(await lookAtLogRole(region, gateway, stack));
    }
    let deployment: Deployment;
    try {
        deployment = await findDeployment({ stack });
    } catch (error) {
        if (!(error instanceof CommandError)) {
            throw error;
        }
        const remedy = `pulumi up --stack ${stack}`;
        report({ area: "stack", verdict: "wrong", text: error.message, remedy });
        return;
    }
    report(await lookAtAccount(deployment), await lookAtLeftRules(deployment, mend));
    if (preview) {
        report(await lookAtPreview(stack));
    }
    if (apiKey === undefined) {
        const text = "Stripe's webhook endpoint was not looked at, for want of an API key";
        report({ area: "Stripe", verdict: "unknown", text, remedy: "STRIPE_API_KEY or --api-key" });
        return;
    }
    const place: StripePlace = { apiKey, url: stripeUrl };
    report(await lookAtEndpoint(deployment, place));
}
