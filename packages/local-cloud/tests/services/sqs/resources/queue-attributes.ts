import { GetQueueAttributesCommand } from "@aws-sdk/client-sqs";

import type { AwsClients } from "../../../provider/aws-clients";

export async function queueAttributes(sqs: AwsClients["sqs"], url: string) {
    const { Attributes } = await sqs.send(new GetQueueAttributesCommand({ QueueUrl: url, AttributeNames: ["All"] }));
    return Attributes;
}
