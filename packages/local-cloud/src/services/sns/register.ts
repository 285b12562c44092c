import type { Registration, ServiceDeps } from "../registration";
import { Sns } from "./sns";

export function registerSns({ store, account, observe }: ServiceDeps): Registration<Sns> {
    const service = new Sns({ store, account, observe });
    return {
        service,
        json: service,
        arnService: "sns",
        look: (_resource, arn) => Promise.resolve().then(() => service.topics.at(arn)),
        lifecycle: service,
    };
}
