import * as aws from "@pulumi/aws";
import * as pulumi from "@pulumi/pulumi";

export interface SecretArgs {
    description: string;
    /** Whether the secret can be restored for 30 days after it is deleted, and refuses to be. */
    protect: boolean;
    /** Encrypts it, in place of the account's own key for secrets. */
    kmsKeyArn?: string | undefined;
    parent: pulumi.Resource;
}

/** A secret in Secrets Manager, without a value. */
export function createSecret(name: string, args: SecretArgs): aws.secretsmanager.Secret {
    const { description, protect, kmsKeyArn, parent } = args;
    return new aws.secretsmanager.Secret(
        name,
        { description, recoveryWindowInDays: protect ? 30 : 0, kmsKeyId: kmsKeyArn },
        { parent, protect },
    );
}

/**
 * Gives a secret its value. A new value becomes AWSCURRENT, and the one before it AWSPREVIOUS.
 *
 * @param value marked secret by Pulumi
 */
export function setSecretValue(
    name: string,
    {
        secret,
        value,
        parent,
    }: { secret: aws.secretsmanager.Secret; value: pulumi.Output<string>; parent: pulumi.Resource },
): void {
    new aws.secretsmanager.SecretVersion(
        name,
        { secretId: secret.id, secretString: value },
        // A new value replaces this resource; the version it replaces must stay, as AWSPREVIOUS, through the rotation.
        { parent, retainOnDelete: true },
    );
}
