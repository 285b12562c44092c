import { queue } from "../../../provider/needed-resources";
import type { TypeCase } from "../../../provider/type-cases";
import { queueAttributes } from "./queue-attributes";

export const typeCase: TypeCase = {
    type: "aws:sqs/redriveAllowPolicy:RedriveAllowPolicy",
    defaults: { adds: {} },
    life: {
        needs: () => [queue],
        inputs: (made) => ({
            queueUrl: made.queue?.outputs.url,
            redriveAllowPolicy: '{"redrivePermission":"denyAll"}',
        }),
        update: { redriveAllowPolicy: '{"redrivePermission":"allowAll"}' },
        replace: { queueUrl: "http://127.0.0.1:1/000000000000/another" },
        look: async ({ sqs }, { inputs }) => {
            const { RedriveAllowPolicy = "" } = (await queueAttributes(sqs, inputs.queueUrl as string)) ?? {};
            return RedriveAllowPolicy === "" ? undefined : { policy: RedriveAllowPolicy };
        },
        shows: {
            created: { policy: '{"redrivePermission":"denyAll"}' },
            updated: { policy: '{"redrivePermission":"allowAll"}' },
        },
    },
};
