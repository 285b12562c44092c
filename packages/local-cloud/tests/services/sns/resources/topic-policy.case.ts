import { topic } from "../../../provider/needed-resources";
import type { TypeCase } from "../../../provider/type-cases";
import { topicAttributes } from "./topic.case";

const topicPolicy = (service: string) =>
    JSON.stringify({
        Version: "2012-10-17",
        Statement: [
            {
                Effect: "Allow",
                Principal: { Service: service },
                Action: "sns:Publish",
                Resource: "arn:aws:sns:us-east-1:000000000000:a-topic",
            },
        ],
    });

export const typeCase: TypeCase = {
    type: "aws:sns/topicPolicy:TopicPolicy",
    defaults: { adds: {} },
    life: {
        needs: () => [topic],
        inputs: (made) => ({ arn: made.topic?.outputs.arn, policy: topicPolicy("cloudwatch.amazonaws.com") }),
        update: { policy: topicPolicy("events.amazonaws.com") },
        replace: { arn: "arn:aws:sns:us-east-1:123456789012:another" },
        look: async ({ sns }, { inputs }) => {
            const { Policy } = (await topicAttributes(sns, inputs.arn as string)) ?? {};
            return Policy && { policy: Policy };
        },
        shows: {
            created: { policy: topicPolicy("cloudwatch.amazonaws.com") },
            updated: { policy: topicPolicy("events.amazonaws.com") },
        },
    },
};
