import * as aws from "@pulumi/aws";
import * as pulumi from "@pulumi/pulumi";

import { partnerSourcePrefix } from "../handlers/bus-entry";

const setting = "partnerEventSource";
const example = `${partnerSourcePrefix}ed_test_61SfXA1DXdUAPLlAB16RqO8xQZ`;
/** What EventBridge has in names of event sources (CreateEventBus, EventSourceName), of at most 256 characters. */
const nameForm = new RegExp(`^(?=.{1,256}$)${partnerSourcePrefix.replaceAll(".", "\\.")}[.\\w-]+(/[.\\w-]+)*$`);
/** Of a source, which is the partner's and so has no account; or of the bus that it was associated with before. */
const arnForm = /^arn:aws:events:([^:]*):[^:]*:(?:event-source|event-bus)\/(.*)$/;

/**
 * Reads `partnerEventSource`: the name of the event source that Stripe made for an Amazon EventBridge destination, or its ARN.
 *
 * @returns its name; undefined where the setting is not set
 * @throws pulumi.RunError naming the setting and the remedy
 */
export function readPartnerEventSource(
    config: pulumi.Config,
    { region, livemode }: { region: string; livemode: boolean },
): string | undefined {
    const text = config.get(setting);
    if (text === undefined) {
        return undefined;
    }
    const [, arnRegion = region, name = text] = arnForm.exec(text) ?? [];
    if (!nameForm.test(name)) {
        throw new pulumi.RunError(
            `${setting} is "${text}", but must be the name that Stripe shows for the event source of an Amazon EventBridge ` +
                `destination: run "pulumi config set ${setting} ${example}" with yours`,
        );
    }
    if (arnRegion !== region) {
        throw new pulumi.RunError(
            `${setting} is of the region ${arnRegion}, but the stack is in ${region}, and an event source is of one region: make ` +
                `a destination for ${region} at Stripe and set its name, or run "pulumi config set aws:region ${arnRegion}" ` +
                "in a stack that is not deployed yet",
        );
    }
    if (livemode && name.startsWith(`${partnerSourcePrefix}ed_test_`)) {
        throw new pulumi.RunError(
            `${setting} is of Stripe's test mode, but mode is live, and none of its events would be taken: run "pulumi config ` +
                `set ${setting}" with the name of a destination of live mode, or "pulumi config set mode test"`,
        );
    }
    return name;
}

/**
 * Looks whether the account has the event source in the stack's region: Stripe made it for one of each, and its name tells neither.
 *
 * @returns its name
 * @throws pulumi.RunError naming the setting and the remedy, also in a preview
 */
export function requireEventSource(name: string, parent?: pulumi.Resource): pulumi.Output<string> {
    const found = aws.cloudwatch.getEventSource({ namePrefix: name }, parent && { parent }).catch((error: Error) => {
        throw missing(name, error.message);
    });
    return pulumi.output(found).apply((source) => {
        if (source.name !== name) {
            throw missing(name, `there is ${source.name}`);
        }
        return name;
    });
}

function missing(name: string, reason: string): pulumi.RunError {
    const region = new pulumi.Config("aws").require("region");
    return new pulumi.RunError(
        `${setting}: this AWS account has no event source ${name} in ${region} (${reason}). Stripe makes it in the account and ` +
            "region that the destination was made for, and AWS deletes it unless a bus takes it within seven days: compare both " +
            "with the destination's in Stripe's Workbench, and with " +
            `"aws events list-event-sources --name-prefix aws.partner/stripe.com --region ${region}"; if it is gone, make another ` +
            `destination, and run "pulumi config set ${setting}" with its name`,
    );
}
