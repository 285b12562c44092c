import { AwsError } from "../../aws-error";
import type { Store } from "../../store";

export interface AccountSettingsDeps {
    store: Store;
    /** Whether API Gateway may assume a role, and may write logs with it. */
    mayWriteLogs: (roleArn: string) => boolean;
}

/**
 * What API Gateway has one of in an account and region: the role with which it writes logs. It belongs to no program,
 * and stays until it is set anew.
 *
 * Source: https://docs.aws.amazon.com/apigateway/latest/developerguide/set-up-logging.html
 */
export class AccountSettings {
    private readonly stored;
    private roleArn: string | undefined;

    constructor(private readonly deps: AccountSettingsDeps) {
        this.stored = deps.store.collection<string>("apigateway.account");
    }

    async load(): Promise<void> {
        this.roleArn = await this.stored.get("cloudwatchRoleArn");
    }

    get cloudwatchRoleArn(): string | undefined {
        return this.roleArn;
    }

    /**
     * Sets the role, or takes it away.
     *
     * @throws AwsError `BadRequestException` when API Gateway may not assume it, or may not write logs with it
     */
    async putCloudwatchRole(roleArn: string | undefined): Promise<void> {
        if (roleArn !== undefined && !this.deps.mayWriteLogs(roleArn)) {
            throw new AwsError(
                "BadRequestException",
                "The role ARN does not have required permissions configured. Please grant trust permission for API " +
                    "Gateway and add the required role policy.",
            );
        }
        const key = "cloudwatchRoleArn";
        await this.deps.store.write([roleArn === undefined ? this.stored.del(key) : this.stored.put(key, roleArn)]);
        this.roleArn = roleArn;
    }

    /** @throws AwsError `BadRequestException` when there is no role to write logs with */
    requireLogRole(): void {
        if (this.roleArn === undefined) {
            throw new AwsError(
                "BadRequestException",
                "CloudWatch Logs role ARN must be set in account settings to enable logging",
            );
        }
    }
}
