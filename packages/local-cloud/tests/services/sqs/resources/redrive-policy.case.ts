import { queue } from "../../../provider/needed-resources";
import type { TypeCase } from "../../../provider/type-cases";
import { queueAttributes } from "./queue-attributes";

export const typeCase: TypeCase = {
    type: "aws:sqs/redrivePolicy:RedrivePolicy",
    defaults: { adds: {} },
    life: {
        needs: () => [queue, ["other", "aws:sqs/queue:Queue", () => ({ name: "other" })]],
        inputs: (made) => ({
            queueUrl: made.queue?.outputs.url,
            redrivePolicy: JSON.stringify({ deadLetterTargetArn: made.other?.outputs.arn, maxReceiveCount: 3 }),
        }),
        replace: { queueUrl: "http://127.0.0.1:1/000000000000/another" },
        look: async ({ sqs }, { inputs }) => {
            const { RedrivePolicy } = (await queueAttributes(sqs, inputs.queueUrl as string)) ?? {};
            return RedrivePolicy === undefined || RedrivePolicy === "" ? undefined : { set: true };
        },
        shows: { created: { set: true } },
    },
};
