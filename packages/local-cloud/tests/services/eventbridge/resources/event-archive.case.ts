import { DescribeArchiveCommand } from "@aws-sdk/client-eventbridge";

import { bus } from "../../../provider/needed-resources";
import type { TypeCase } from "../../../provider/type-cases";

export const typeCase: TypeCase = {
    type: "aws:cloudwatch/eventArchive:EventArchive",
    defaults: { adds: {} },
    life: {
        needs: () => [bus],
        inputs: (made) => ({ name: "archive-1", eventSourceArn: made.bus?.outputs.arn, retentionDays: 7 }),
        update: { retentionDays: 30, description: "longer", kmsKeyIdentifier: "alias/archive" },
        replace: { name: "archive-2" },
        look: ({ events }) => events.send(new DescribeArchiveCommand({ ArchiveName: "archive-1" })),
        shows: {
            created: { RetentionDays: 7 },
            updated: { RetentionDays: 30, Description: "longer", KmsKeyIdentifier: "alias/archive" },
        },
    },
};
