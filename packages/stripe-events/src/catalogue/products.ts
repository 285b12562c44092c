import { changed, deleted } from "../object-change";
import { coupon } from "../objects/coupon";
import { plan } from "../objects/plan";
import { price } from "../objects/price";
import { product } from "../objects/product";
import { promotionCode } from "../objects/promotion-code";
import { taxRate } from "../objects/tax-rate";
import { defineEvents } from "./catalogue";

export const products = defineEvents({
    "product.created": (scene) => ({ object: product(scene) }),
    "product.updated": (scene) =>
        changed(product(scene), { description: `${scene.offer.name}, with support`, updated: scene.now }),
    "product.deleted": (scene) => deleted({ ...product(scene), default_price: null }),

    "price.created": (scene) => ({ object: price(scene) }),
    "price.updated": (scene) => changed(price(scene), { nickname: "Monthly" }),
    "price.deleted": (scene) => deleted({ ...price(scene), active: false }),

    "plan.created": (scene) => ({ object: plan(scene) }),
    "plan.updated": (scene) => changed(plan(scene), { nickname: "Monthly" }),
    "plan.deleted": (scene) => deleted({ ...plan(scene), active: false }),

    "coupon.created": (scene) => ({ object: coupon(scene) }),
    "coupon.updated": (scene) => changed(coupon(scene), { name: "Spring offer" }),
    "coupon.deleted": (scene) => deleted({ ...coupon(scene), valid: false }),

    "promotion_code.created": (scene) => ({ object: promotionCode(scene) }),
    "promotion_code.updated": (scene) => changed(promotionCode(scene), { active: false }),

    "tax_rate.created": (scene) => ({ object: taxRate(scene) }),
    "tax_rate.updated": (scene) => changed(taxRate(scene), { active: false }),
});
