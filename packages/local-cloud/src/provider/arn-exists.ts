import type { CloudServices } from "../cloud-services";
import { lookUp } from "../resources/look-up";

/**
 * Whether what an ARN names is there. What is not for the local cloud to know (other accounts, other regions, AWS's own
 * policies, services that it does not play) is taken to be.
 */
export async function arnExists(cloud: CloudServices, arn: string): Promise<boolean> {
    const [, , , region, accountId] = arn.split(":");
    const { account } = cloud;
    if (accountId !== account.accountId || (region !== "" && region !== account.region)) {
        return true;
    }
    const look = cloud.look(arn);
    return look === undefined || (await lookUp(() => look)) !== undefined;
}
