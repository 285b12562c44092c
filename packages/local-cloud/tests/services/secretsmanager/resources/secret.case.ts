import { DescribeSecretCommand } from "@aws-sdk/client-secrets-manager";

import type { TypeCase } from "../../../provider/type-cases";

export const typeCase: TypeCase = {
    type: "aws:secretsmanager/secret:Secret",
    defaults: {
        given: { name: "it" },
        adds: { name: "it", forceOverwriteReplicaSecret: false, recoveryWindowInDays: 30 },
    },
    life: {
        inputs: () => ({ name: "secret-1", description: "before" }),
        update: { description: "after", kmsKeyId: "arn:aws:kms:us-east-1:000000000000:key/k1" },
        replace: { name: "secret-2" },
        look: ({ secrets }, { id }) => secrets.send(new DescribeSecretCommand({ SecretId: id })),
        shows: {
            created: { Description: "before" },
            updated: { Description: "after", KmsKeyId: "arn:aws:kms:us-east-1:000000000000:key/k1" },
        },
    },
};
