import { DescribeEventBusCommand } from "@aws-sdk/client-eventbridge";

import type { AwsClients } from "../../../provider/aws-clients";

/** The first statement of the policy of `a-bus`; undefined when it has none. */
export async function firstStatement({ events }: AwsClients) {
    const { Policy } = await events.send(new DescribeEventBusCommand({ Name: "a-bus" }));
    return (JSON.parse(Policy ?? '{"Statement":[]}') as { Statement: object[] }).Statement[0];
}
