import type { Registration, ServiceDeps } from "../registration";
import { Sns } from "./sns";

export function registerSns(deps: ServiceDeps): Registration<Sns> {
    const service = new Sns(deps);
    return {
        service,
        json: service,
        arnService: "sns",
        look: (_resource, arn) => Promise.resolve().then(() => service.topics.at(arn)),
        lifecycle: service,
    };
}
