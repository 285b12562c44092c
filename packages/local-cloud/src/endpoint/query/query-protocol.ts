import { operationSchema } from "../../services/client-schemas";
import { queryError } from "../../services/query-error";
import type { JsonService } from "../../services/service";
import { attributeFault, errorParts, type Exchange, type RawRequest } from "../exchange";
import { findOperation } from "../json-protocol";
import { parseInput } from "./form";
import { escapeXml, writeElements } from "./xml";

/**
 * AWS's query protocol: a form in, XML out. SQS and CloudWatch were spoken to so by clients from before their JSON
 * protocols (2023 and 2025), among them the AWS CLI of Debian 12.
 *
 * Source: https://smithy.io/2.0/aws/protocols/aws-query-protocol.html
 *
 * @returns undefined when the request is not a form
 */
export function queryExchange(request: RawRequest, services: ReadonlyMap<string, JsonService>): Exchange | undefined {
    if (!/^application\/x-www-form-urlencoded\b/i.test(request.headers["content-type"] ?? "")) {
        return undefined;
    }
    const fields = new Map(new URLSearchParams(request.body.toString("utf8")));
    const name = fields.get("Action") ?? "";
    const version = fields.get("Version") ?? "";
    const service = [...services.values()].find(({ query }) => query?.version === version);
    const { urlMember, namespace = "https://iam.amazonaws.com/doc/2010-05-08/" } = service?.query ?? {};
    if (urlMember !== undefined && request.path !== "/" && !fields.has(urlMember)) {
        fields.set(urlMember, `http://${request.headers.host ?? "localhost"}${request.path}`);
    }
    return {
        operation: `${service?.name ?? `version ${version}`}.${name}`,
        async perform(call) {
            const operation = findOperation(service, name, `${name} (version ${version})`);
            const schema = operationSchema(service?.schemas, name);
            const output = await operation(schema === undefined ? {} : parseInput(fields, schema.input), call);
            const result = schema?.output.isStructSchema() ? writeElements(`${name}Result`, output, schema.output) : "";
            return {
                status: 200,
                headers: { "content-type": "text/xml" },
                body:
                    `<?xml version="1.0"?>\n<${name}Response xmlns="${namespace}">${result}` +
                    `<ResponseMetadata><RequestId>${call.requestId}</RequestId></ResponseMetadata></${name}Response>`,
            };
        },
        refuse(error, requestId) {
            const { headers } = errorParts(error, service);
            const { code, status } = queryError(error, service?.schemas);
            return {
                status: error.code === "AccessDeniedException" ? 403 : status,
                headers: { "content-type": "text/xml", ...headers },
                body:
                    `<?xml version="1.0"?>\n<ErrorResponse xmlns="${namespace}"><Error><Type>${attributeFault(error)}</Type>` +
                    `<Code>${escapeXml(code)}</Code><Message>${escapeXml(error.message)}</Message></Error>` +
                    `<RequestId>${requestId}</RequestId></ErrorResponse>`,
            };
        },
    };
}
