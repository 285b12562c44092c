import { accepted, refuse, validName } from "../refuse";
import type { ResourceType } from "../resource-type";

/** https://docs.aws.amazon.com/AmazonCloudWatch/latest/APIReference/API_PutDashboard.html */
export const definition: ResourceType = {
    type: "aws:cloudwatch/dashboard:Dashboard",
    required: ["dashboardBody"],
    replaces: ["dashboardName"],
    documents: ["dashboardBody"],
    autoName: { property: "dashboardName", maxLength: 255 },
    check: refuse({
        dashboardName: validName(1, 255, /^[\w-]+$/, "letters, digits, hyphens and underscores"),
        dashboardBody: accepted((text) => JSON.parse(text) as unknown),
    }),
    outputs: ({ inputs }, { accountId }) => ({
        id: inputs.dashboardName as string,
        outputs: { ...inputs, dashboardArn: `arn:aws:cloudwatch::${accountId}:dashboard/${inputs.dashboardName}` },
    }),
};
