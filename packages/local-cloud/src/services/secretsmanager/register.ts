import { callAsOwner } from "../call-as-owner";
import type { Registration, ServiceDeps } from "../registration";
import { SecretsManager } from "./secrets-manager";

export function registerSecretsManager(deps: ServiceDeps): Registration<SecretsManager> {
    const service = new SecretsManager(deps);
    return {
        service,
        json: service,
        arnService: "secretsmanager",
        look: (_resource, arn) => callAsOwner(service, "DescribeSecret", { SecretId: arn }),
        lifecycle: service,
    };
}
