import type { Registration, ServiceDeps } from "../registration";
import { Iam } from "./iam";

export function registerIam(deps: ServiceDeps): Registration<Iam> {
    const service = new Iam(deps);
    return {
        service,
        arnService: "iam",
        look(resource, arn) {
            const [kind, ...path] = resource.split("/");
            if (kind === "role") {
                return Promise.resolve().then(() => service.getRole(path.at(-1) ?? ""));
            }
            return kind === "policy" ? Promise.resolve().then(() => service.getPolicy(arn)) : undefined;
        },
        lifecycle: service,
    };
}
