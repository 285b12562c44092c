import { callAsOwner } from "../call-as-owner";
import type { Registration, ServiceDeps } from "../registration";
import { SecretsManager } from "./secrets-manager";

export function registerSecretsManager({ store, clock, account }: ServiceDeps): Registration<SecretsManager> {
    const service = new SecretsManager({ store, clock, account });
    return {
        service,
        json: service,
        arnService: "secretsmanager",
        look: (_resource, arn) => callAsOwner(service, "DescribeSecret", { SecretId: arn }),
        lifecycle: service,
    };
}
