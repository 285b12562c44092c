import { GetSecretValueCommand } from "@aws-sdk/client-secrets-manager";

import { secret } from "../../../provider/needed-resources";
import type { TypeCase } from "../../../provider/type-cases";

export const typeCase: TypeCase = {
    type: "aws:secretsmanager/secretVersion:SecretVersion",
    defaults: { adds: {} },
    life: {
        needs: () => [secret],
        inputs: (made) => ({ secretId: made.secret?.id, secretString: "first" }),
        replace: { secretString: "second" },
        stays: "AWS takes AWSCURRENT from no version, and a version is there while it has a label",
        look: ({ secrets }, { inputs }) =>
            secrets.send(new GetSecretValueCommand({ SecretId: inputs.secretId as string })),
        shows: { created: { SecretString: "first", VersionStages: ["AWSCURRENT"] } },
    },
};
