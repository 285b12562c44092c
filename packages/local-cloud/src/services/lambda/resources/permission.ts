import { notHere, refuse, validName } from "../../../resources/refuse";
import type { ResourceType } from "../../../resources/resource-type";
import { existingFunction, functionName } from "./function-name";

/** https://docs.aws.amazon.com/lambda/latest/api/API_AddPermission.html. A statement cannot be changed, only replaced. */
export const definition: ResourceType = {
    type: "aws:lambda/permission:Permission",
    required: ["action", "function", "principal"],
    replaces: [
        "action",
        "eventSourceToken",
        "function",
        "functionUrlAuthType",
        "invokedViaFunctionUrl",
        "principal",
        "principalOrgId",
        "qualifier",
        "sourceAccount",
        "sourceArn",
        "statementId",
        "statementIdPrefix",
    ],
    autoName: { property: "statementId", maxLength: 100 },
    within: (inputs) => functionName(inputs.function as string),
    unique: true,
    check: refuse({
        statementId: validName(1, 100, /^[a-zA-Z0-9-_]+$/, "letters, digits, hyphens and underscores"),
        action: (action) =>
            /^(lambda:[*]|lambda:[a-zA-Z]+|[*])$/.test(String(action))
                ? undefined
                : `"${String(action)}" is no action of Lambda's`,
        function: existingFunction,
        // Of callers that are not here: Alexa skills, function URLs and organizations.
        ...notHere("eventSourceToken", "functionUrlAuthType", "invokedViaFunctionUrl", "principalOrgId"),
        sourceArn: (arn) => (String(arn).startsWith("arn:") ? undefined : `"${String(arn)}" is not an ARN`),
    }),
    outputs: ({ inputs }) => ({ id: inputs.statementId as string, outputs: { ...inputs } }),
    async read({ inputs }, cloud) {
        const { permissions = {} } = cloud.lambda.find(functionName(inputs.function as string)) ?? {};
        return Object.hasOwn(permissions, inputs.statementId as string) ? {} : undefined;
    },
    async create({ inputs }, cloud) {
        await cloud.lambda.addPermission(functionName(inputs.function as string), inputs.statementId as string, {
            action: inputs.action as string,
            principal: inputs.principal as string,
            sourceArn: inputs.sourceArn as string | undefined,
            sourceAccount: inputs.sourceAccount as string | undefined,
        });
    },
    async delete({ inputs }, cloud) {
        await cloud.lambda.removePermission(functionName(inputs.function as string), inputs.statementId as string);
    },
};
