/// What of the Admin API the sandbox answers; the names, arguments and nulls are those of shopify.dev for 2026-07.
enum ShopifySchema {
    /// The schema; empty if its text could not be read, which a test would show.
    static func make() -> GraphQLSchema {
        (try? GraphQLSchemaReader.schema(roots + orders + customers + discounts + inputs)) ?? GraphQLSchema()
    }

    private static let roots = """
        scalar DateTime scalar Decimal scalar Money scalar URL scalar UnsignedInt64 scalar CurrencyCode scalar FormattedString
        interface Node { id: ID! }
        type PageInfo { hasNextPage: Boolean! hasPreviousPage: Boolean! startCursor: String endCursor: String }
        type QueryRoot {
            shop: Shop!
            node(id: ID!): Node
            nodes(ids: [ID!]!): [Node]!
            order(id: ID!): Order
            orders(query: String, sortKey: OrderSortKeys = PROCESSED_AT): OrderConnection!
            ordersCount(query: String, limit: Int = 10000): Count
            customer(id: ID!): Customer
            customers(query: String, sortKey: CustomerSortKeys = ID): CustomerConnection!
            customersCount(query: String, limit: Int = 10000): Count
            customerByIdentifier(identifier: CustomerIdentifierInput!): Customer
            codeDiscountNode(id: ID!): DiscountCodeNode
            codeDiscountNodeByCode(code: String!): DiscountCodeNode
            codeDiscountNodes(query: String, sortKey: DiscountCodeSortKeys = ID): DiscountCodeNodeConnection!
            refund(id: ID!): Refund
        }
        type Mutation {
            customerCreate(input: CustomerInput!): CustomerCreatePayload
            customerUpdate(input: CustomerInput!): CustomerUpdatePayload
            customerDelete(input: CustomerDeleteInput!): CustomerDeletePayload
            discountCodeBasicCreate(basicCodeDiscount: DiscountCodeBasicInput!): DiscountCodeBasicCreatePayload
            discountCodeBasicUpdate(id: ID!, basicCodeDiscount: DiscountCodeBasicInput!): DiscountCodeBasicUpdatePayload
            discountCodeDelete(id: ID!): DiscountCodeDeletePayload
            orderUpdate(input: OrderInput!): OrderUpdatePayload
            orderDelete(orderId: ID!): OrderDeletePayload
            refundCreate(input: RefundInput!): RefundCreatePayload
            tagsAdd(id: ID!, tags: [String!]!): TagsAddPayload
            tagsRemove(id: ID!, tags: [String!]!): TagsRemovePayload
            metafieldsSet(metafields: [MetafieldsSetInput!]!): MetafieldsSetPayload
        }
        type Count { count: Int! precision: CountPrecision! }
        enum CountPrecision { AT_LEAST EXACT }
        enum OrderSortKeys { CREATED_AT ID ORDER_NUMBER PROCESSED_AT RELEVANCE TOTAL_PRICE UPDATED_AT }
        enum CustomerSortKeys { CREATED_AT ID NAME RELEVANCE UPDATED_AT }
        enum DiscountCodeSortKeys { CREATED_AT ENDS_AT ID RELEVANCE STARTS_AT TITLE UPDATED_AT }
        type Shop implements Node {
            id: ID! name: String! email: String! myshopifyDomain: String! url: URL! currencyCode: CurrencyCode! ianaTimezone: String!
            createdAt: DateTime! updatedAt: DateTime! plan: ShopPlan!
        }
        type ShopPlan { displayName: String! partnerDevelopment: Boolean! shopifyPlus: Boolean! }
        type UserError { field: [String!] message: String! }

        """

    private static let orders = """
        type MoneyV2 { amount: Decimal! currencyCode: CurrencyCode! }
        type MoneyBag { shopMoney: MoneyV2! presentmentMoney: MoneyV2! }
        type Attribute { key: String! value: String }
        type Metafield implements Node {
            id: ID! namespace: String! key: String! value: String! type: String! createdAt: DateTime! updatedAt: DateTime!
        }
        enum OrderDisplayFinancialStatus { AUTHORIZED EXPIRED PAID PARTIALLY_PAID PARTIALLY_REFUNDED PENDING REFUNDED VOIDED }
        enum OrderDisplayFulfillmentStatus { FULFILLED IN_PROGRESS ON_HOLD PARTIALLY_FULFILLED UNFULFILLED }
        enum OrderCancelReason { CUSTOMER DECLINED FRAUD INVENTORY OTHER STAFF }
        type Order implements Node {
            id: ID! legacyResourceId: UnsignedInt64! name: String! number: Int! email: String phone: String note: String tags: [String!]!
            createdAt: DateTime! updatedAt: DateTime! processedAt: DateTime! cancelledAt: DateTime closedAt: DateTime
            cancelReason: OrderCancelReason closed: Boolean! test: Boolean! sourceName: String clientIp: String
            displayFinancialStatus: OrderDisplayFinancialStatus displayFulfillmentStatus: OrderDisplayFulfillmentStatus!
            currencyCode: CurrencyCode! presentmentCurrencyCode: CurrencyCode! discountCode: String discountCodes: [String!]!
            totalPriceSet: MoneyBag! currentTotalPriceSet: MoneyBag! subtotalPriceSet: MoneyBag currentSubtotalPriceSet: MoneyBag!
            totalTaxSet: MoneyBag totalDiscountsSet: MoneyBag totalShippingPriceSet: MoneyBag! totalRefundedSet: MoneyBag!
            totalReceivedSet: MoneyBag! netPaymentSet: MoneyBag! totalOutstandingSet: MoneyBag!
            customAttributes: [Attribute!]! customer: Customer customerJourneySummary: CustomerJourneySummary
            lineItems: LineItemConnection! refunds(first: Int): [Refund!]! refundable: Boolean! metafields: MetafieldConnection!
            disputes: [OrderDisputeSummary!]!
        }
        type OrderDisputeSummary implements Node { id: ID! initiatedAs: String! status: String! }
        type LineItem implements Node {
            id: ID! title: String! name: String! sku: String quantity: Int! currentQuantity: Int! taxable: Boolean!
            originalTotalSet: MoneyBag! discountedTotalSet: MoneyBag! customAttributes: [Attribute!]!
        }
        type Refund implements Node {
            id: ID! legacyResourceId: UnsignedInt64! createdAt: DateTime updatedAt: DateTime! note: String totalRefundedSet: MoneyBag!
            order: Order!
        }
        type CustomerJourneySummary {
            ready: Boolean! customerOrderIndex: Int daysToConversion: Int firstVisit: CustomerVisit lastVisit: CustomerVisit
        }
        type CustomerVisit implements Node {
            id: ID! landingPage: URL referrerUrl: URL source: String! occurredAt: DateTime! utmParameters: UTMParameters
        }
        type UTMParameters { campaign: String content: String medium: String source: String term: String }

        """

    private static let customers = """
        enum CustomerState { DECLINED DISABLED ENABLED INVITED }
        type CustomerEmailAddress { emailAddress: String! }
        type CustomerPhoneNumber { phoneNumber: String! }
        type Customer implements Node {
            id: ID! legacyResourceId: UnsignedInt64! firstName: String lastName: String displayName: String! createdAt: DateTime!
            updatedAt: DateTime! email: String phone: String defaultEmailAddress: CustomerEmailAddress
            defaultPhoneNumber: CustomerPhoneNumber note: String tags: [String!]! state: CustomerState! verifiedEmail: Boolean!
            taxExempt: Boolean! locale: String! numberOfOrders: UnsignedInt64! amountSpent: MoneyV2! lastOrder: Order
            orders: OrderConnection! metafields: MetafieldConnection!
        }

        """

    private static let discounts = """
        union DiscountCode = DiscountCodeBasic
        type DiscountCodeNode implements Node { id: ID! codeDiscount: DiscountCode! }
        enum DiscountStatus { ACTIVE EXPIRED SCHEDULED }
        type DiscountCodeBasic {
            title: String! summary: String! status: DiscountStatus! startsAt: DateTime! endsAt: DateTime createdAt: DateTime!
            updatedAt: DateTime! usageLimit: Int appliesOncePerCustomer: Boolean! asyncUsageCount: Int!
            codes: DiscountRedeemCodeConnection! customerGets: DiscountCustomerGets!
        }
        type DiscountRedeemCode { id: ID! code: String! asyncUsageCount: Int! }
        type DiscountCustomerGets { value: DiscountCustomerGetsValue! }
        union DiscountCustomerGetsValue = DiscountPercentage | DiscountAmount
        type DiscountPercentage { percentage: Float! }
        type DiscountAmount { amount: MoneyV2! appliesOnEachItem: Boolean! }
        type DiscountUserError { field: [String!] code: String message: String! extraInfo: String }

        """

    private static let inputs = """
        input CustomerIdentifierInput { id: ID emailAddress: String phoneNumber: String }
        input CustomerInput {
            id: ID email: String phone: String firstName: String lastName: String note: String tags: [String!] locale: String
            taxExempt: Boolean
        }
        input CustomerDeleteInput { id: ID! }
        type CustomerCreatePayload { customer: Customer userErrors: [UserError!]! }
        type CustomerUpdatePayload { customer: Customer userErrors: [UserError!]! }
        type CustomerDeletePayload { deletedCustomerId: ID shop: Shop! userErrors: [UserError!]! }
        enum DiscountBuyerSelection { ALL }
        input DiscountContextInput { all: DiscountBuyerSelection }
        input DiscountCustomerSelectionInput { all: Boolean }
        input DiscountItemsInput { all: Boolean }
        input DiscountAmountInput { amount: Decimal appliesOnEachItem: Boolean }
        input DiscountCustomerGetsValueInput { percentage: Float discountAmount: DiscountAmountInput }
        input DiscountCustomerGetsInput { value: DiscountCustomerGetsValueInput items: DiscountItemsInput }
        input DiscountCodeBasicInput {
            title: String code: String startsAt: DateTime endsAt: DateTime usageLimit: Int appliesOncePerCustomer: Boolean
            context: DiscountContextInput customerSelection: DiscountCustomerSelectionInput customerGets: DiscountCustomerGetsInput
        }
        type DiscountCodeBasicCreatePayload { codeDiscountNode: DiscountCodeNode userErrors: [DiscountUserError!]! }
        type DiscountCodeBasicUpdatePayload { codeDiscountNode: DiscountCodeNode userErrors: [DiscountUserError!]! }
        type DiscountCodeDeletePayload { deletedCodeDiscountId: ID userErrors: [DiscountUserError!]! }
        input AttributeInput { key: String! value: String! }
        input OrderInput { id: ID! email: String note: String tags: [String!] customAttributes: [AttributeInput!] }
        type OrderUpdatePayload { order: Order userErrors: [UserError!]! }
        type OrderDeletePayload { deletedId: ID userErrors: [UserError!]! }
        enum OrderTransactionKind { REFUND }
        input OrderTransactionInput {
            amount: Money! gateway: String! kind: OrderTransactionKind! orderId: ID! parentId: ID
        }
        input RefundInput { orderId: ID! note: String notify: Boolean currency: CurrencyCode transactions: [OrderTransactionInput!] }
        type RefundCreatePayload { refund: Refund order: Order userErrors: [UserError!]! }
        type TagsAddPayload { node: Node userErrors: [UserError!]! }
        type TagsRemovePayload { node: Node userErrors: [UserError!]! }
        input MetafieldsSetInput { ownerId: ID! namespace: String key: String! value: String! type: String }
        type MetafieldsSetPayload { metafields: [Metafield!] userErrors: [DiscountUserError!]! }

        """
}
