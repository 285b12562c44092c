import type * as pulumi from "@pulumi/pulumi";

import { wrongSetting } from "./setting-values";

/**
 * Reads `kmsKeyArn`. An alias is not enough: roles are allowed the key by its ARN, and CloudWatch Logs takes no other.
 *
 * @throws pulumi.RunError naming the setting and the remedy
 */
export function readKmsKey(config: pulumi.Config, region: string): string | undefined {
    const arn = config.get("kmsKeyArn");
    if (arn !== undefined && !new RegExp(`^arn:aws:kms:${region}:\\d{12}:key/[\\w-]+$`).test(arn)) {
        throw wrongSetting(
            "kmsKeyArn",
            arn,
            `the ARN of a symmetric KMS key in ${region}`,
            `arn:aws:kms:${region}:123456789012:key/ID`,
        );
    }
    return arn;
}
