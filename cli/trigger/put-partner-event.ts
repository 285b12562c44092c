import { EventBridgeClient, ListEventSourcesCommand, PutPartnerEventsCommand } from "@aws-sdk/client-eventbridge";
import { CommandError } from "local-cloud/command";

import type { Deployment } from "../deployment";
import type { SendResult } from "./post-event";

/** Stripe's part of event sources' names. */
const stripeSources = "aws.partner/stripe.com/";

/** As much of an event as its envelope is made of; a thin one tells its time as RFC 3339. */
export interface SendableEvent {
    type: string;
    created: number | string;
}

/** What puts events on the bus of Stripe's event source. */
export interface PartnerPutter {
    /** The event source's name. */
    source: string;
    /** @throws CommandError when the event is not taken */
    put: (event: SendableEvent) => Promise<SendResult>;
    close: () => void;
}

/**
 * Stands in for Stripe's EventBridge destination on the local cloud.
 *
 * @throws CommandError when the stack is deployed, or has no event source of Stripe's
 */
export async function openPartnerPutter({ aws }: Deployment): Promise<PartnerPutter> {
    if (aws.endpoint === undefined) {
        throw new CommandError(
            "--via partner works on the local cloud alone: on AWS, only Stripe can put events on the bus of its event source",
        );
    }
    const client = new EventBridgeClient(aws);
    try {
        const source = await findSource(client);
        return { source, put: (event) => put(client, source, event), close: () => client.destroy() };
    } catch (error) {
        client.destroy();
        throw error;
    }
}

async function findSource(client: EventBridgeClient): Promise<string> {
    const { EventSources = [] } = await client.send(new ListEventSourcesCommand({ NamePrefix: stripeSources }));
    const name = EventSources[0]?.Name;
    if (name === undefined) {
        throw new CommandError(
            `the stack takes no events of Stripe's EventBridge destination: run "pulumi config set partnerEventSource ` +
                `${stripeSources}ed_test_1", and start it again`,
        );
    }
    return name;
}

async function put(client: EventBridgeClient, Source: string, event: SendableEvent): Promise<SendResult> {
    const start = performance.now();
    const { Entries } = await client.send(
        new PutPartnerEventsCommand({
            Entries: [
                {
                    Source,
                    DetailType: event.type,
                    Detail: JSON.stringify(event),
                    Time: new Date(typeof event.created === "number" ? event.created * 1000 : event.created),
                },
            ],
        }),
    );
    const { ErrorCode, ErrorMessage } = Entries?.[0] ?? {};
    if (ErrorCode !== undefined) {
        throw new CommandError(`the bus of the event source did not take the event: ${ErrorCode}: ${ErrorMessage}`);
    }
    return { milliseconds: performance.now() - start };
}
