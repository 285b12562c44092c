import { queue } from "../../../provider/needed-resources";
import type { TypeCase } from "../../../provider/type-cases";
import { queueAttributes } from "./queue-attributes";

const queuePolicy = (action: string) =>
    JSON.stringify({
        Version: "2012-10-17",
        Statement: [
            {
                Effect: "Allow",
                Principal: { Service: "events.amazonaws.com" },
                Action: action,
                Resource: "arn:aws:sqs:us-east-1:000000000000:a-queue",
            },
        ],
    });

export const typeCase: TypeCase = {
    type: "aws:sqs/queuePolicy:QueuePolicy",
    defaults: { adds: {} },
    life: {
        needs: () => [queue],
        inputs: (made) => ({ queueUrl: made.queue?.outputs.url, policy: queuePolicy("sqs:SendMessage") }),
        update: { policy: queuePolicy("sqs:ReceiveMessage") },
        replace: { queueUrl: "http://127.0.0.1:1/000000000000/another" },
        look: async ({ sqs }, { inputs }) => {
            const { Policy = "" } = (await queueAttributes(sqs, inputs.queueUrl as string)) ?? {};
            return Policy === "" ? undefined : { policy: Policy };
        },
        shows: {
            created: { policy: queuePolicy("sqs:SendMessage") },
            updated: { policy: queuePolicy("sqs:ReceiveMessage") },
        },
    },
};
