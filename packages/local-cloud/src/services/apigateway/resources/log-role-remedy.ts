import { AwsError } from "../../../aws-error";

/** Says of a refusal for want of a role for logs how a program gets one. */
export async function withLogRoleRemedy(work: Promise<void>): Promise<void> {
    try {
        await work;
    } catch (error) {
        throw error instanceof AwsError && error.message.startsWith("CloudWatch Logs role ARN must be set")
            ? new AwsError(
                  error.name,
                  `${error.message}: declare an aws.apigateway.Account with a cloudwatchRoleArn, which the stage ` +
                      "depends on, or on AWS set the account's role once by hand",
              )
            : error;
    }
}
