import type { TypeCase } from "../../../provider/type-cases";
import { queueAttributes } from "./queue-attributes";

export const typeCase: TypeCase = {
    type: "aws:sqs/queue:Queue",
    defaults: {
        adds: {
            contentBasedDeduplication: false,
            delaySeconds: 0,
            fifoQueue: false,
            maxMessageSize: 262_144,
            messageRetentionSeconds: 345_600,
            receiveWaitTimeSeconds: 0,
            visibilityTimeoutSeconds: 30,
        },
    },
    life: {
        inputs: () => ({ name: "queue-1", visibilityTimeoutSeconds: 40 }),
        update: { visibilityTimeoutSeconds: 50, kmsMasterKeyId: "alias/queue" },
        replace: { name: "queue-2" },
        look: ({ sqs }, { id }) => queueAttributes(sqs, id),
        shows: {
            created: { VisibilityTimeout: "40" },
            updated: { VisibilityTimeout: "50", KmsMasterKeyId: "alias/queue" },
        },
    },
};
