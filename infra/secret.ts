import * as aws from "@pulumi/aws";
import * as pulumi from "@pulumi/pulumi";

export interface SecretArgs {
    description: string;
    /** Marked secret by Pulumi. */
    value: pulumi.Output<string>;
    /** Whether the secret can be restored for 30 days after it is deleted, and refuses to be. */
    protect: boolean;
    parent: pulumi.Resource;
}

/** A secret in Secrets Manager with its value. A new value becomes AWSCURRENT, and the one before it AWSPREVIOUS. */
export function secretWithValue(name: string, args: SecretArgs): aws.secretsmanager.Secret {
    const { description, value, protect, parent } = args;
    const secret = new aws.secretsmanager.Secret(
        name,
        { description, recoveryWindowInDays: protect ? 30 : 0 },
        { parent, protect },
    );
    new aws.secretsmanager.SecretVersion(
        name,
        { secretId: secret.id, secretString: value },
        // A new value replaces this resource; the version it replaces must stay, as AWSPREVIOUS, through the rotation.
        { parent, retainOnDelete: true },
    );
    return secret;
}
