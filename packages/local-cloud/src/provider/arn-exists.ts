import type { CloudServices } from "../cloud-services";
import type { Properties } from "../resources/resource-type";
import { found } from "../resources/found";

/**
 * Whether what an ARN names is there. What is not for the local cloud to know (other accounts, other regions, AWS's own
 * policies, services that it does not play) is taken to be.
 */
export async function arnExists(cloud: CloudServices, arn: string): Promise<boolean> {
    const [, , service, region, accountId, ...rest] = arn.split(":");
    const { account } = cloud;
    if (accountId !== account.accountId || (region !== "" && region !== account.region)) {
        return true;
    }
    const look = looks[service ?? ""]?.(cloud, rest.join(":"), arn);
    return look === undefined || (await found(() => look)) !== undefined;
}

type Look = (cloud: CloudServices, resource: string, arn: string) => Promise<unknown> | undefined;

const looks: Readonly<Record<string, Look>> = {
    events(cloud, resource, arn) {
        const [kind, ...names] = resource.split("/");
        switch (kind) {
            case "event-bus":
                return cloud.call(cloud.events, "DescribeEventBus", { Name: arn });
            case "rule":
                return cloud.call(cloud.events, "DescribeRule", {
                    Name: names.at(-1),
                    ...(names.length > 1 ? { EventBusName: names.slice(0, -1).join("/") } : {}),
                });
            default:
                return undefined;
        }
    },
    sqs: (cloud, name) => cloud.call(cloud.sqs, "GetQueueUrl", { QueueName: name }),
    lambda: (cloud, resource) => cloud.call(cloud.lambda, "GetFunction", { FunctionName: resource.split(":")[1] }),
    dynamodb: (cloud, resource) =>
        cloud.call<Properties>(cloud.dynamodb, "DescribeTable", { TableName: resource.split("/")[1] }),
    secretsmanager: (cloud, _resource, arn) => cloud.call(cloud.secrets, "DescribeSecret", { SecretId: arn }),
    iam(cloud, resource, arn) {
        const [kind, ...path] = resource.split("/");
        if (kind === "role") {
            return Promise.resolve().then(() => cloud.iam.getRole(path.at(-1) ?? ""));
        }
        return kind === "policy" ? Promise.resolve().then(() => cloud.iam.getPolicy(arn)) : undefined;
    },
};
