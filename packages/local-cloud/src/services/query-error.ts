import type { AwsError } from "../aws-error";
import type { Schemas } from "./client-schemas";

/** The part of an error's schema that says how it is told in the query protocol. */
type ErrorSchema = readonly unknown[] & { readonly 3: { readonly awsQueryError?: readonly [string, number] } | number };

/**
 * The code and the HTTP status that an error has in the query protocol; SDK clients show that code of SQS's and
 * CloudWatch's errors in the newer protocols too. The schemas know both, but for errors that AWS's API model does not
 * have: those bring `details.queryErrorCode`.
 *
 * Source: https://smithy.io/2.0/aws/protocols/aws-query-protocol.html#awsqueryerror-trait
 */
export function queryError(error: AwsError, schemas: Schemas | undefined): { code: string; status: number } {
    const traits = (schemas?.[`${error.code}$`] as ErrorSchema | undefined)?.[3];
    const [code = error.code, status = error.status] = (typeof traits === "object" && traits.awsQueryError) || [];
    const { queryErrorCode } = error.details;
    return { code: typeof queryErrorCode === "string" ? queryErrorCode : code, status };
}
