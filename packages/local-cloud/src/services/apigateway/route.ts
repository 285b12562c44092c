/** A method of a resource of a REST API. */
export interface Route {
    /** The resource's path as the API declares it: `/orders/{proxy+}`. */
    path: string;
    /** `GET`, `POST`, …, or `ANY`. */
    method: string;
    /** As API Gateway would name the resource. */
    resourceId: string;
    /** The function's ARN. */
    functionArn: string;
    /** How long the function has to answer, in milliseconds. */
    timeoutMilliseconds: number;
}
