import type { DescribeEventBusResponse } from "@aws-sdk/client-eventbridge";

import { policyText, resourcePolicy } from "../../../resources/policies";
import { existing, refuse } from "../../../resources/refuse";
import type { ResourceType } from "../../../resources/resource-type";
import { busArn, busName, defaultBus, plainBusName } from "./bus-name";
import { describeEvents } from "./call-events";

/** A bus's whole policy: https://docs.aws.amazon.com/eventbridge/latest/APIReference/API_PutPermission.html */
export const definition: ResourceType = {
    type: "aws:cloudwatch/eventBusPolicy:EventBusPolicy",
    required: ["policy"],
    replaces: ["eventBusName"],
    defaults: { eventBusName: defaultBus },
    documents: ["policy"],
    check: refuse({ eventBusName: existing("event bus", busArn), policy: resourcePolicy }),
    outputs: ({ inputs }) => ({ id: busName(inputs), outputs: { ...inputs } }),
    async read({ inputs }, cloud) {
        const bus = await describeEvents<DescribeEventBusResponse>(cloud, "DescribeEventBus", {
            Name: inputs.eventBusName,
        });
        return bus?.Policy === undefined ? undefined : { policy: bus.Policy };
    },
    async create({ inputs }, cloud) {
        await cloud.events.putBusPolicy(plainBusName(inputs), policyText(inputs.policy));
    },
    async delete({ inputs }, cloud) {
        await cloud.events.putBusPolicy(plainBusName(inputs), undefined);
    },
};
