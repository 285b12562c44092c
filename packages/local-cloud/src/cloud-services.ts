import type { Services } from "./services";
import type { Account, ApiService } from "./services/service";

/** The local cloud as the resource types use it. */
export interface CloudServices extends Services {
    account: Account;
    /** Calls an operation of `service` as the account's owner. Throws `AwsError`. */
    call<Output extends object>(service: ApiService, operation: string, input: object): Promise<Output>;
    /** Looks for what an ARN names: undefined when no service could know, an error of AWS's when it is not there. */
    look(arn: string): Promise<unknown> | undefined;
}
